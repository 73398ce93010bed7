import { Hono } from 'hono';
import type { Feed } from '../../store/feed.js';
import type { JobStore } from '../../store/job-store.js';
import type { WorkflowStore } from '../../store/workflow-store.js';
import { eventView } from '../job-view.js';
import { readWatch, readWatched, type WatchRequest } from '../watch.js';
import { shortWorkflow } from '../workflow-view.js';

/** Jobs and workflows in one answer. */
const most = 1000;

/** What the events and the long poll work on. */
export interface WatchingContext {
  readonly store: JobStore;
  readonly workflows: WorkflowStore;
  readonly feed: Feed;
  /** Aborted when the service stops. */
  readonly closing: AbortSignal;
}

/** `/changes`: what changed after the cursor, waiting for it up to `wait` seconds. */
export function changesRoute(service: WatchingContext): Hono {
  const routes = new Hono();
  routes.on(['GET', 'POST'], '/', async context => {
    const request = await readWatch(context);
    let changes = read(service, request);
    if (changes.jobs.length + changes.workflows.length === 0 && request.wait > 0) {
      await nextChange(service, request, context.req.raw.signal);
      if (!service.closing.aborted) changes = read(service, request);
    }
    return context.json(changes);
  });
  return routes;
}

function read({ store, workflows }: WatchingContext, request: WatchRequest) {
  const last = store.lastChange();
  const found = readWatched(store, workflows, request, most);
  return {
    // A full page may have left others out.
    cursor: found.length < most ? last : found.at(-1)!.record.changed,
    jobs: found.flatMap(watched => (watched.kind === 'job' ? eventView(watched.record) : [])),
    workflows: found.flatMap(watched => (watched.kind === 'workflow' ? shortWorkflow(watched.record) : [])),
  };
}

/** Resolves at the next change, when the time is up, or when one of both sides goes. */
async function nextChange(service: WatchingContext, request: WatchRequest, gone: AbortSignal): Promise<void> {
  const signals = [service.closing, gone];
  let stop = () => {};
  await new Promise<void>(resolve => {
    const done = () => resolve();
    const timer = setTimeout(done, request.wait * 1000);
    const unsubscribe = service.feed.subscribe(request.watch, { job: done, workflow: done });
    for (const signal of signals) signal.addEventListener('abort', done);
    if (signals.some(signal => signal.aborted)) done();
    stop = () => {
      clearTimeout(timer);
      unsubscribe();
      for (const signal of signals) signal.removeEventListener('abort', done);
    };
  });
  stop();
}
