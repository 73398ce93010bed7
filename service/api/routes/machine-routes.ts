import { type Context, Hono } from 'hono';
import { userName } from '../../executors/user-name.js';
import type { Scheduler } from '../../scheduler/scheduler.js';
import type { Settings } from '../../settings.js';
import type { UsageReport } from '../../store/usage-report.js';
import { ApiError } from '../api-error.js';

/** Seconds. */
const day = 24 * 3600;

/** `/resources` and `/accounting` of PROMINENCE v1. */
export function machineRoutes(service: {
  readonly settings: () => Settings;
  readonly scheduler: Scheduler;
  readonly usage: UsageReport;
}): Hono {
  const routes = new Hono();
  routes.get('/resources', context => {
    const { cpus, memory } = service.settings();
    return context.json({
      existing: [{ site: 'local', capacity: { cpus, memory }, free: service.scheduler.free() }],
    });
  });
  routes.get('/accounting', context => {
    const from = dayOf(context, 'start');
    const to = dayOf(context, 'end') + day;
    const usage = service.usage.between(from, to);
    const byGroup = context.req.query('by_group') === 'true';
    return context.json({ usage: { users: byGroup ? {} : { [userName()]: usage }, groups: {} } });
  });
  return routes;
}

/** The begin of a day, UTC, in Unix seconds. */
function dayOf(context: Context, field: string): number {
  const text = context.req.query(field);
  const time = /^\d{4}-\d\d-\d\d$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (!Number.isNaN(time)) return time / 1000;
  const got = text === undefined ? 'is missing' : `got ${JSON.stringify(text)}`;
  throw new ApiError(400, `${field}: ${got}, must be a day like 2026-01-31`);
}
