import { once } from 'node:events';
import { type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { StorageError, type StorageReason } from '../errors/storage-error.js';
import { collect } from './byte-source.js';

/** Milliseconds for which nothing may come or go. */
const idleTimeout = 300_000;

const mostRedirects = 20;

/** By the status: why, and what to do next. */
const known: Readonly<Record<number, readonly [StorageReason, string]>> = {
  403: ['denied', '. Signed URLs expire: try again to get a fresh one'],
  404: ['no-object', '. There is no such file'],
  412: ['changed', '. The file was replaced by another one meanwhile: start again'],
  413: ['too-large', '. It is larger than the storage takes'],
  429: ['throttled', ', again and again. Try later'],
  503: ['throttled', ', again and again. Try later'],
  507: ['disk-full', '. The disk of the storage is full: make room there, then try again'],
};

/** What is asked of a storage. */
export interface StorageRequest {
  /** @default 'GET', for which the storage may point elsewhere */
  readonly method?: 'PUT' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * A request to a signed URL. No bearer token goes there: the signature is the permission. It is made without `fetch`,
 * whose streams take more of the processor than the network does.
 *
 * @throws {StorageError} naming host and path, but not the signed query
 * @throws what `body` throws
 * @throws the signal's reason when it is aborted
 */
export async function storageRequest(url: string, asked: StorageRequest): Promise<IncomingMessage> {
  const { method, body, signal } = asked;
  const place = placeOf(url);
  const verb = method === undefined ? 'Reading' : 'Writing';
  let unreadable: unknown;
  let reply: IncomingMessage;
  try {
    reply = await answerOf(url, { ...asked, body: body && noting(body, error => (unreadable = error)) });
  } catch (error) {
    signal?.throwIfAborted();
    throw unreadable ?? lost(verb, place, error);
  }
  const { statusCode: status = 0, statusMessage = '' } = reply;
  if (status >= 200 && status < 300) return reply;
  const text = await textOf(reply).catch(() => '');
  reply.destroy();
  throw refusal(verb, place, status, statusMessage, text);
}

/** The body of a reply that is short. */
export async function textOf(reply: IncomingMessage): Promise<string> {
  return String(Buffer.from(await collect(reply)));
}

/** Sends a form to a signed URL, as {@link storageRequest} sends bytes. */
export async function storageForm(
  url: string,
  form: FormData,
  signal: AbortSignal | undefined,
): Promise<void> {
  const place = placeOf(url);
  try {
    const reply = await fetch(url, { method: 'POST', body: form, signal: signal ?? null });
    if (!reply.ok) throw refusal('Writing', place, reply.status, reply.statusText, await reply.text());
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof StorageError ? error : lost('Writing', place, error);
  }
}

/** What the storage answers, wherever it points to. */
async function answerOf(url: string, asked: StorageRequest): Promise<IncomingMessage> {
  let at = new URL(url);
  for (let redirects = 0; ; redirects += 1) {
    const reply = await answer(at, asked);
    const { statusCode = 0, headers } = reply;
    const moved = [301, 302, 303, 307, 308].includes(statusCode) && headers.location !== undefined;
    if (!moved || asked.method !== undefined || redirects === mostRedirects) return reply;
    reply.destroy();
    at = new URL(headers.location!, at);
  }
}

async function answer(url: URL, { method, headers, body, signal }: StorageRequest): Promise<IncomingMessage> {
  const send = url.protocol === 'https:' ? overHttps : overHttp;
  const request = send(url, {
    method: method ?? 'GET',
    headers: { accept: '*/*', 'user-agent': 'tunebook', ...headers },
    timeout: idleTimeout,
    ...(signal && { signal }),
  });
  request.once('timeout', () => {
    request.destroy(new Error(`nothing came or went for ${idleTimeout / 1000} seconds`));
  });
  // Also what goes wrong later on is told by the reply, or by the body.
  request.on('error', () => {});
  const answered = once(request, 'response') as Promise<[IncomingMessage]>;
  // An answer may come before all is sent; what goes wrong with sending is an error of the request, too.
  if (body) pipeline(body, request).catch(() => {});
  else request.end();
  const [reply] = await answered;
  return reply;
}

async function* noting(
  chunks: AsyncIterable<Uint8Array>,
  note: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    note(error);
    throw error;
  }
}

function refusal(
  verb: string,
  place: string,
  status: number,
  statusText: string,
  text: string,
): StorageError {
  const [reason, hint] = refusedBytes(status, text) ?? known[status] ?? [undefined, ''];
  const answer = `the storage answered ${status} ${statusText}`.trimEnd();
  return new StorageError(`${verb} ${place} failed: ${answer}${hint}`, status, { reason });
}

/** S3 and our service answer bytes that are not those announced with 400 and a word for it. */
function refusedBytes(status: number, text: string): readonly [StorageReason, string] | undefined {
  if (status !== 400 || !/BadDigest|SHA-256 is/.test(text)) return undefined;
  return ['corrupted', ', since bytes were changed on their way. Try again'];
}

/** The error for a transfer that broke off. */
export function lost(verb: string, place: string, error: unknown): StorageError {
  const cause = (error as Error).cause ?? error;
  const why = (cause as NodeJS.ErrnoException).code ?? (cause as Error).message;
  return new StorageError(`${verb} ${place} failed: ${why}. Check the network, then try again`, undefined, {
    reason: 'unreachable',
    cause,
  });
}

/** Host and path of a URL: what may be shown of it. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'storage (its address is not a URL)';
  const { host, pathname } = new URL(url);
  return host + pathname;
}
