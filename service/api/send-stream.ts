import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { Context } from 'hono';
import type { Executor } from '../executors/executor.js';
import { fileSize } from '../executors/file-size.js';
import type { JobRecord } from '../store/job-record.js';
import { wholeNumber } from './request.js';

/** Sends what a job has written, from the byte `offset` of the query; nothing while it is queued. */
export async function sendStream(
  context: Context,
  executor: Executor,
  job: JobRecord,
  stream: 'stdout' | 'stderr',
): Promise<Response> {
  const offset = wholeNumber(context.req.query('offset'), 'offset', 0) ?? 0;
  const path = executor.streamPath(job, stream);
  const size = await fileSize(path);
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (offset >= size) return context.body('', 200, headers);
  const file = await open(path);
  const bytes = file.createReadStream({ start: offset, end: size - 1 });
  return new Response(Readable.toWeb(bytes) as ReadableStream, {
    headers: { ...headers, 'content-length': String(size - offset) },
  });
}
