import type { Context } from 'hono';
import { jobStates } from '../../lib/model/states.js';
import type { JobQuery, Query } from '../store/job-query.js';
import { ApiError } from './api-error.js';
import { parseIds, wholeNumber } from './request.js';

/** The query of `GET /jobs` and `GET /workflows`: PROMINENCE's, and our `limit` and `before`. */
export function parseQuery(context: Context): Query {
  const { status, name, num, limit, before } = context.req.query();
  const ids = parseIds(context.req.query('id'));
  const completed = context.req.query('completed') === 'true';
  const count = completed ? wholeNumber(num, 'num', -1) : undefined;
  const state = jobStates.find(known => known === status);
  if (status !== undefined && !state) {
    // PROMINENCE says so with 200.
    throw new ApiError(200, `status: got ${JSON.stringify(status)}, must be one of ${jobStates.join(', ')}`);
  }
  const everything = ids !== undefined || state !== undefined || context.req.query('all') !== undefined;
  const most = wholeNumber(limit, 'limit', 1) ?? (completed && count !== -1 ? (count ?? 1) : undefined);
  const below = wholeNumber(before, 'before', 0);
  const labels = (context.req.queries('constraint') ?? []).map(parseLabel);
  return {
    ...(ids ? { ids } : {}),
    ...(completed ? { only: 'ended' } : everything ? {} : { only: 'active' }),
    ...(state ? { status: state } : {}),
    ...(name === undefined ? {} : { name }),
    ...(labels.length > 0 ? { labels } : {}),
    ...(most === undefined ? {} : { limit: most }),
    ...(below === undefined ? {} : { before: below }),
  };
}

/** The query of `GET /jobs`, which may ask for those of a workflow: `workflow=true`, its id as `id`. */
export function parseJobQuery(context: Context): JobQuery {
  const query = parseQuery(context);
  if (context.req.query('workflow') !== 'true') return query;
  const { ids, ...others } = query;
  const id = ids?.[0];
  if (id === undefined) throw new ApiError(400, 'id: is missing, must be the id of a workflow, like id=5');
  const everything = others.status || context.req.query('all') !== undefined;
  return { workflow: id, ...(others.only || everything ? {} : { only: 'active' }), ...others };
}

function parseLabel(text: string): readonly [string, string] {
  const [key, value, ...more] = text.split('=');
  if (value === undefined || more.length > 0) {
    throw new ApiError(400, `constraint: got ${JSON.stringify(text)}, must be a label as key=value`);
  }
  return [key!, value];
}
