import { Hono } from 'hono';
import { ApiError } from '../api-error.js';

/** What PROMINENCE has for clusters, or has switched off unless its operator wants it; it then answers 401, as here. */
export function switchedOffRoutes(): Hono {
  const routes = new Hono();
  routes.post('/token', () => {
    throw off('There are no tokens for workers', 'Jobs run on this machine, which no others can join.');
  });
  for (const [method, path] of [
    ['POST', '/ts'],
    ['GET', '/ts/:id'],
  ] as const) {
    routes.on(method, path, () => {
      throw off(
        'There are no time series',
        'Print values and read them from stdout, or keep them under /kv.',
      );
    });
  }
  return routes;
}

function off(what: string, advice: string): ApiError {
  return new ApiError(401, `${what}: this is switched off. ${advice}`);
}
