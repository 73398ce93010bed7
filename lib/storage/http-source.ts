import type { ReadableStream } from 'node:stream/web';
import { type ByteRange, type Checksum, explaining, type SourceFacts, slice } from './byte-source.js';
import { rangeHeader } from './range-header.js';
import { type OpenedRange, RetriedSource } from './retried-source.js';
import { retrying } from './retry.js';
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
 */
export function httpSource(withUrl: WithUrl, name: string): RetriedSource {
  return new RetriedSource({
    name,
    // Not HEAD: what is signed for reading allows nothing else.
    facts: signal =>
      retrying(
        () =>
          withUrl(async (url, signal) => {
            const response = await request(url, { start: 0, end: 1 }, undefined, signal);
            await response?.body?.cancel();
            return response ? factsOf(response) : { size: 0 };
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
  const response = await request(url, range, version, signal);
  if (!response?.body) return { body: nothing(), length: 0, version };
  const partly = response.status === 206;
  const chunks = explaining(response.body as ReadableStream<Uint8Array>, signal, error =>
    lost('Reading', placeOf(url), error),
  );
  const whole = lengthOf(response);
  return {
    body: partly ? chunks : slice(chunks, range),
    length: partly || whole === undefined ? whole : Math.max(0, Math.min(whole, range.end) - range.start),
    version: strongTag(response),
    ...(!partly && range.end === Number.POSITIVE_INFINITY && { checksum: checksumOf(response.headers) }),
  };
}

/** No response where the range lies behind the end of the file. */
async function request(
  url: string,
  wanted: ByteRange,
  version: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Response | undefined> {
  const range = rangeHeader(wanted);
  const headers = {
    'accept-encoding': 'identity', // ranges and lengths are those of the file
    ...(range !== undefined && { range }),
    ...(version !== undefined && { 'if-match': version }),
  };
  try {
    return await storageRequest(url, { headers, signal: signal ?? null });
  } catch (error) {
    if ((error as { status?: number }).status === 416) return undefined;
    throw error;
  }
}

function factsOf(response: Response): SourceFacts {
  const range = response.headers.get('content-range')?.split('/')[1];
  const size = range === undefined ? lengthOf(response) : Number(range);
  return {
    size: Number.isInteger(size) ? size : undefined,
    version: strongTag(response),
    checksum: checksumOf(response.headers),
  };
}

/** Of what our service and S3 tell; an ETag of S3 is the MD5 of what was stored in one piece and without keys of KMS. */
function checksumOf(headers: Headers): Checksum | undefined {
  const digest = /\bsha-256=:([\w+/=]+):/.exec(headers.get('repr-digest') ?? '')?.[1];
  if (digest !== undefined) return { kind: 'sha256', hex: Buffer.from(digest, 'base64').toString('hex') };
  const isS3 = headers.has('x-amz-request-id');
  const md5 = /^"([0-9a-f]{32})"$/.exec(headers.get('etag') ?? '')?.[1];
  const encrypted = headers.get('x-amz-server-side-encryption')?.startsWith('aws:kms');
  return isS3 && md5 !== undefined && !encrypted ? { kind: 'md5', hex: md5 } : undefined;
}

function lengthOf(response: Response): number | undefined {
  const length = response.headers.get('content-length');
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
}

function strongTag(response: Response): string | undefined {
  const tag = response.headers.get('etag');
  return tag?.startsWith('"') ? tag : undefined;
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
