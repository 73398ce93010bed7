import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import type { Executor } from '../executors/executor.js';
import { fileSize } from '../executors/staging/file-size.js';
import type { JobRecord } from '../store/job-record.js';
import { longestSecret, redaction } from './redaction.js';
import { wholeNumber } from './request.js';

/** What streams are sent with. */
export interface StreamsContext {
  readonly executor: Executor;
  readonly secrets: (job: JobRecord) => Promise<string[]>;
}

/** Sends what a job has written, from the byte `offset` of the query, without its secrets; nothing while it is queued. */
export async function sendStream(
  context: Context,
  { executor, secrets }: StreamsContext,
  job: JobRecord,
  stream: 'stdout' | 'stderr',
): Promise<Response> {
  const offset = wholeNumber(context.req.query('offset'), 'offset', 0) ?? 0;
  const path = executor.streamPath(job, stream);
  const size = await fileSize(path);
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (offset >= size) return context.body('', 200, headers);
  const hidden = await secrets(job);
  // A secret may begin before the offset.
  const start = Math.max(0, offset - longestSecret(hidden) + 1);
  const file = await open(path);
  const bytes = file.createReadStream({ start, end: size - 1 });
  const shown = redaction(hidden, offset - start);
  bytes.on('error', error => shown.destroy(error)).pipe(shown);
  shown.on('close', () => bytes.destroy());
  return new Response(Readable.toWeb(shown) as ReadableStream, {
    headers: { ...headers, 'content-length': String(size - offset) },
  });
}
