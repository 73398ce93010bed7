import { Hono } from 'hono';
import { keepSchema, type Pruner } from '../../prune.js';
import type { Settings } from '../../settings.js';
import { ApiError } from '../api-error.js';
import { parseBody, readJson } from '../request.js';

/** `/prune`: removes jobs and workflows that ended long ago, or whose files take too much. */
export function pruneRoute(service: { readonly pruner: Pruner; readonly settings: () => Settings }): Hono {
  const routes = new Hono();
  routes.post('/', async context => {
    const asked = parseBody(await readJson(context), keepSchema);
    const keep = Object.keys(asked).length > 0 ? asked : service.settings().keep;
    if (keep.days === undefined && keep.gigabytes === undefined) {
      throw new ApiError(
        400,
        'Nothing says what to keep: send {"days": 30} or {"gigabytes": 10}, or set "keep" in settings.json.',
      );
    }
    return context.json(await service.pruner.prune(keep));
  });
  return routes;
}
