import { Hono } from 'hono';
import { isFinal } from '../../../lib/model/states.js';
import type { Executor } from '../../executors/executor.js';
import { fileSize } from '../../executors/staging/file-size.js';
import type { FeedListener } from '../../store/feed.js';
import type { JobRecord } from '../../store/job-record.js';
import { Gathering } from '../gathering.js';
import { eventView } from '../job-view.js';
import { Throttle } from '../throttle.js';
import { readWatch, readWatched, type WatchRequest } from '../watch.js';
import { shortWorkflow } from '../workflow-view.js';
import type { WatchingContext } from './changes-route.js';

/** Milliseconds between the comments that keep a quiet connection open. */
const keepAlive = 15_000;

/** Milliseconds that events wait for others, up to the end of a job: most of a short one travels together. */
const patience = 20;

/** Milliseconds between two events of a workflow: its counts change with each of its jobs. */
const workflowInterval = 100;

/**
 * Bytes that may wait for a client after its first events. One that does not read is cut off; when it comes again it is
 * told how things stand.
 */
const longestQueue = 2 ** 20;

/** `/events`: server-sent events of jobs and workflows. */
export function eventsRoute(service: WatchingContext & { readonly executor: Executor }): Hono {
  const routes = new Hono();
  routes.on(['GET', 'POST'], '/', async context => {
    const request = await readWatch(context);
    const stream = eventStream(service, request, AbortSignal.any([service.closing, context.req.raw.signal]));
    return new Response(stream, {
      headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
    });
  });
  return routes;
}

function eventStream(
  { store, workflows, feed, executor }: Parameters<typeof eventsRoute>[0],
  request: WatchRequest,
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let stop = () => {};
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let open = true;
        let least = Number.NEGATIVE_INFINITY;
        const gathering = new Gathering(patience, text => {
          if (!open) return;
          if (controller.desiredSize! > least) controller.enqueue(encoder.encode(text));
          else end();
        });
        const send = (event: string, data: unknown, cursor?: number, urgent = false) => {
          // A client comes again with the last cursor: while a workflow's event is held back there is none.
          const id = cursor === undefined || throttle.pending ? '' : `\nid: ${cursor}`;
          gathering.add(`event: ${event}\ndata: ${JSON.stringify(data)}${id}\n\n`, urgent);
        };
        const throttle = new Throttle<number>(workflowInterval, id => {
          const workflow = workflows.get(id);
          if (workflow) send('workflow', shortWorkflow(workflow), store.lastChange(), true);
        });
        const listener: Required<FeedListener> = {
          job: job => send('job', eventView(job), job.changed, isFinal(job.status)),
          output: sizes => send('output', sizes),
          workflow: id => throttle.call(id),
        };
        const end = () => {
          stop();
          controller.close();
        };
        const found = readWatched(store, workflows, request);
        const unsubscribe = feed.subscribe(request.watch, listener);
        const timer = setInterval(() => gathering.add(': still here\n\n', false), keepAlive);
        stop = () => {
          open = false;
          clearInterval(timer);
          throttle.close();
          unsubscribe();
          signal.removeEventListener('abort', end);
        };
        signal.addEventListener('abort', end);
        for (const { kind, record } of found) {
          const view = kind === 'job' ? eventView(record) : shortWorkflow(record);
          send(kind, view, record.changed);
        }
        gathering.flush();
        least = controller.desiredSize! - longestQueue;
        void sendSizes(found.flatMap(({ kind, record }) => (kind === 'job' ? record : [])));

        async function sendSizes(jobs: readonly JobRecord[]): Promise<void> {
          for (const job of jobs) {
            if (!open || (job.startTime === null && job.attempt === 0)) continue;
            const [stdout, stderr] = await Promise.all([
              fileSize(executor.streamPath(job, 'stdout')),
              fileSize(executor.streamPath(job, 'stderr')),
            ]);
            if (stdout + stderr > 0) listener.output({ id: job.id, stdout, stderr });
          }
        }
      },
      cancel() {
        stop();
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: 0 }),
  );
}
