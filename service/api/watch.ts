import type { Context } from 'hono';
import { z } from 'zod';
import type { Watch } from '../store/feed.js';
import type { Query } from '../store/job-query.js';
import type { JobRecord } from '../store/job-record.js';
import type { JobStore } from '../store/job-store.js';
import type { WorkflowRecord } from '../store/workflow-record.js';
import type { WorkflowStore } from '../store/workflow-store.js';
import { ApiError } from './api-error.js';
import { parseBody, parseIds, readJson, wholeNumber } from './request.js';

/** Seconds that `wait` may be at most. */
const longestWait = 60;

const ids = z.array(z.int().min(0));

/** What `POST /events` and `POST /changes` take. */
export const watchSchema = z.strictObject({
  id: ids.optional(),
  workflow: ids.optional(),
  all: z.boolean().optional(),
  after: z.int().min(0).optional(),
  wait: z.number().min(0).max(longestWait).optional(),
});

/** What a client wants to hear of. */
export interface WatchRequest {
  readonly watch: Watch;
  /** Only what changed after the change of this number. */
  readonly after: number | undefined;
  /** Seconds to wait for a change when there is none. */
  readonly wait: number;
}

/** Reads what to watch: the query of a GET, or the body of a POST, which may name any number of jobs. */
export async function readWatch(context: Context): Promise<WatchRequest> {
  const { id, workflow, all, after, wait } =
    context.req.method === 'POST' ? parseBody(await readJson(context), watchSchema) : fromQuery(context);
  if (!id && !workflow && !all) {
    throw new ApiError(
      400,
      'id: is missing, must be the ids of jobs and workflows to hear of, like id=1,2; or ask for workflow=1, all jobs ' +
        'of that workflow, or for all',
    );
  }
  const watch = { ...(id && { ids: id }), ...(workflow && { workflows: workflow }), ...(all && { all }) };
  return { watch, after, wait: wait ?? 0 };
}

function fromQuery({ req }: Context): z.infer<typeof watchSchema> {
  const wait = wholeNumber(req.query('wait'), 'wait', 0);
  if (wait !== undefined && wait > longestWait) {
    throw new ApiError(400, `wait: got ${wait}, must be at most ${longestWait}`);
  }
  return {
    id: parseIds(req.query('id')),
    workflow: parseIds(req.query('workflow')),
    all: req.query('all') !== undefined,
    // What a browser's EventSource sends when it comes again.
    after: wholeNumber(req.query('after') ?? req.header('last-event-id'), 'after', 0),
    wait,
  };
}

/** A job or a workflow, as it is now. */
export type Watched =
  | { readonly kind: 'job'; readonly record: JobRecord }
  | { readonly kind: 'workflow'; readonly record: WorkflowRecord };

/**
 * How what is watched stands now, in the order of the last changes. With `after` only what changed since; without it,
 * and with `all`, what is in the queue.
 */
export function readWatched(
  jobs: JobStore,
  workflows: WorkflowStore,
  { watch, after }: Pick<WatchRequest, 'watch' | 'after'>,
  limit?: number,
): Watched[] {
  const common: Query = {
    changedAfter: after ?? 0,
    ...(watch.all && after === undefined && { only: 'active' }),
    ...(limit !== undefined && { limit }),
  };
  const trees = watch.workflows ?? [];
  const queries = watch.all
    ? [common]
    : [
        ...(watch.ids ? [{ ...common, ids: watch.ids }] : []),
        ...trees.map(workflow => ({ ...common, workflow })),
      ];
  const ofWorkflows = watch.all ? common : { ...common, ids: [...(watch.ids ?? []), ...trees] };
  const found = new Map<number, Watched>();
  for (const query of queries) {
    for (const record of jobs.list(query)) found.set(record.id, { kind: 'job', record });
  }
  for (const record of workflows.list(ofWorkflows)) found.set(record.id, { kind: 'workflow', record });
  const sorted = [...found.values()].sort((a, b) => a.record.changed - b.record.changed);
  return limit === undefined ? sorted : sorted.slice(0, limit);
}
