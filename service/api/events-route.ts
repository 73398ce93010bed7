import { Hono } from 'hono';
import type { Executor } from '../executors/executor.js';
import { fileSize } from '../executors/file-size.js';
import type { Feed, FeedListener } from '../store/feed.js';
import type { JobStore } from '../store/job-store.js';
import { ApiError } from './api-error.js';
import { eventView } from './job-view.js';
import { parseIds } from './request.js';

/** Milliseconds between the comments that keep a quiet connection open. */
const keepAlive = 15_000;

/**
 * Bytes that may wait for a client after its first events. One that does not read is cut off; when it comes again it is
 * told how things stand.
 */
const longestQueue = 2 ** 20;

/** `GET /events?id=1,2`: server-sent events of these jobs. */
export function eventsRoute(store: JobStore, feed: Feed, executor: Executor, closing: AbortSignal): Hono {
  const routes = new Hono();
  routes.get('/', context => {
    const ids = parseIds(context.req.query('id'));
    if (!ids) throw new ApiError(400, 'id: is missing, must be the ids of jobs to hear of, like id=1,2');
    const stream = eventStream(
      ids,
      store,
      feed,
      executor,
      AbortSignal.any([closing, context.req.raw.signal]),
    );
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    });
  });
  return routes;
}

function eventStream(
  ids: readonly number[],
  store: JobStore,
  feed: Feed,
  executor: Executor,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let least = Number.NEGATIVE_INFINITY;
        const write = (text: string) => {
          if (!open) return;
          if (controller.desiredSize! > least) controller.enqueue(encoder.encode(text));
          else end();
        };
        const send = (event: string, data: unknown) =>
          write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
        const listener: FeedListener = {
          job: job => send('job', eventView(job)),
          output: sizes => send('output', sizes),
        };
        const end = () => {
          stop();
          controller.close();
        };
        const jobs = store.list({ ids });
        const unsubscribe = feed.subscribe(ids, listener);
        const timer = setInterval(() => write(': still here\n\n'), keepAlive);
        stop = () => {
          open = false;
          clearInterval(timer);
          unsubscribe();
          signal.removeEventListener('abort', end);
        };
        signal.addEventListener('abort', end);
        for (const job of jobs) listener.job(job);
        least = controller.desiredSize! - longestQueue;
        for (const job of jobs) void sendSizes(job);

        async function sendSizes(job: (typeof jobs)[number]): Promise<void> {
          const [stdout, stderr] = await Promise.all([
            fileSize(executor.streamPath(job, 'stdout')),
            fileSize(executor.streamPath(job, 'stderr')),
          ]);
          if (stdout + stderr > 0) listener.output({ id: job.id, stdout, stderr });
        }
      },
      cancel() {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
