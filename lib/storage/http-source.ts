import { stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { fileURLToPath } from 'node:url';
import { type ByteRange, type Checksum, explaining, type SourceFacts, slice } from './byte-source.js';
import { rangeHeader } from './range-header.js';
import { type OpenedRange, RetriedSource } from './retried-source.js';
import { retrying } from './retry.js';
import { checksumOf, isPartSize, md5OfEtag } from './s3/etag.js';
import { partSizeName } from './s3/part-size.js';
import { lost, placeOf, storageRequest } from './storage-request.js';

/** Calls with the URL of the file, and may call again with a fresh one when that has expired. */
export type WithUrl = <T>(
  call: (url: string, signal: AbortSignal | undefined) => Promise<T>,
  signal: AbortSignal | undefined,
) => Promise<T>;

/**
 * A file at a URL, signed or public. Ranges are asked for; of a server that knows none the rest is left out here.
 *
 * @param name what messages call it
 * @param here whether a path that the server tells is one of this machine
 */
export function httpSource(withUrl: WithUrl, name: string, here = false): RetriedSource {
  return new RetriedSource({
    name,
    // Not HEAD: what is signed for reading allows nothing else.
    facts: signal =>
      retrying(
        () =>
          withUrl(async (url, signal) => {
            const reply = await request(url, { start: 0, end: 1 }, undefined, signal);
            reply?.destroy();
            if (!reply) return { size: 0 };
            const facts = factsOf(reply);
            // The storage behind a service may be another machine.
            const local = here && new URL(url).hostname === '127.0.0.1';
            return local ? { ...facts, path: await fileOf(reply, facts.size) } : facts;
          }, signal),
        signal,
      ),
    open: (start, end, version, signal) =>
      withUrl((url, signal) => opened(url, { start, end }, version, signal), signal),
  });
}

async function opened(
  url: string,
  range: ByteRange,
  version: string | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedRange> {
  const reply = await request(url, range, version, signal);
  if (!reply) return { body: nothing(), length: 0, version };
  const partly = reply.statusCode === 206;
  const chunks = explaining(reply, signal, error => lost('Reading', placeOf(url), error));
  const whole = lengthOf(reply);
  return {
    body: partly ? chunks : slice(chunks, range),
    length: partly || whole === undefined ? whole : Math.max(0, Math.min(whole, range.end) - range.start),
    version: strongTag(reply),
    ...(!partly && range.end === Number.POSITIVE_INFINITY && { checksum: checksumIn(reply) }),
  };
}

/** Nothing where the range lies behind the end of the file. */
async function request(
  url: string,
  wanted: ByteRange,
  version: string | undefined,
  signal: AbortSignal | undefined,
): Promise<IncomingMessage | undefined> {
  const range = rangeHeader(wanted);
  const headers = {
    'accept-encoding': 'identity', // ranges and lengths are those of the file
    ...(range !== undefined && { range }),
    ...(version !== undefined && { 'if-match': version }),
  };
  try {
    return await storageRequest(url, { headers, signal });
  } catch (error) {
    if ((error as { status?: number }).status === 416) return undefined;
    throw error;
  }
}

function factsOf(reply: IncomingMessage): SourceFacts {
  return {
    size: sizeOf(reply),
    version: strongTag(reply),
    checksum: checksumIn(reply),
  };
}

/** The bytes of the whole file. */
function sizeOf(reply: IncomingMessage): number | undefined {
  const range = reply.headers['content-range']?.split('/')[1];
  const size = range === undefined ? lengthOf(reply) : Number(range);
  return Number.isInteger(size) ? size : undefined;
}

/** The file itself, where our service names it and it is in reach. */
async function fileOf({ headers }: IncomingMessage, size: number | undefined): Promise<string | undefined> {
  const place = headers['content-location'];
  if (!place?.startsWith('file:')) return undefined;
  const path = fileURLToPath(place);
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() && found.size === size ? path : undefined;
}

/** Of what our service and S3 tell. */
function checksumIn(reply: IncomingMessage): Checksum | undefined {
  const { headers } = reply;
  const digest = /\bsha-256=:([\w+/=]+):/.exec(String(headers['repr-digest']))?.[1];
  if (digest !== undefined) return { kind: 'sha256', hex: Buffer.from(digest, 'base64').toString('hex') };
  const isS3 = headers['x-amz-request-id'] !== undefined;
  const md5 = md5OfEtag(strongTag(reply), String(headers['x-amz-server-side-encryption']));
  if (!isS3 || !md5) return undefined;
  const partSize = Number(headers[`x-amz-meta-${partSizeName}`]);
  const fits = isPartSize(partSize, sizeOf(reply) ?? 0, md5.parts ?? 0);
  return checksumOf(md5, fits ? partSize : undefined);
}

function lengthOf({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined;
}

function strongTag({ headers: { etag } }: IncomingMessage): string | undefined {
  return etag?.startsWith('"') ? etag : undefined;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
