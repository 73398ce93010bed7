import { StorageError, type StorageReason } from '../errors/storage-error.js';

/** By the status: why, and what to do next. */
const known: Readonly<Record<number, readonly [StorageReason, string]>> = {
  403: ['denied', '. Signed URLs expire: try again to get a fresh one'],
  404: ['no-object', '. There is no such file'],
  412: ['changed', '. The file was replaced by another one meanwhile: start again'],
  413: ['too-large', '. It is larger than the storage takes'],
  429: ['throttled', ', again and again. Try later'],
  503: ['throttled', ', again and again. Try later'],
};

/**
 * A request to a signed URL. No bearer token goes there: the signature is the permission.
 * @throws {StorageError} naming host and path, but not the signed query
 * @throws the signal's reason when it is aborted
 */
export async function storageRequest(url: string, init: RequestInit): Promise<Response> {
  const place = placeOf(url);
  const verb = init.method === undefined ? 'Reading' : 'Writing';
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    init.signal?.throwIfAborted();
    throw lost(verb, place, error);
  }
  if (response.ok) return response;
  const { status, statusText } = response;
  const [reason, hint] = (await refusedBytes(response)) ?? known[status] ?? [undefined, ''];
  const answer = `the storage answered ${status} ${statusText}`.trimEnd();
  throw new StorageError(`${verb} ${place} failed: ${answer}${hint}`, status, { reason });
}

/** S3 and our service answer bytes that are not those announced with 400 and a word for it. */
async function refusedBytes(response: Response): Promise<readonly [StorageReason, string] | undefined> {
  const text = await response.text().catch(() => '');
  if (response.status !== 400 || !/BadDigest|SHA-256 is/.test(text)) return undefined;
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
