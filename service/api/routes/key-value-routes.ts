import { Hono } from 'hono';
import type { KeyValues } from '../../store/key-values.js';
import { ApiError } from '../api-error.js';

/** Bytes of a value: what PROMINENCE takes. */
const longestValue = 15_967;

/** Bytes of a key. */
const longestKey = 1024;

/** PROMINENCE keeps these to itself. */
const internal = '_internal_';

/** `/kv` of PROMINENCE v1. */
export function keyValueRoutes(values: KeyValues): Hono {
  const routes = new Hono();
  const list = (prefix: string, withValues: boolean) =>
    values
      .list(prefix)
      .filter(({ key }) => !key.includes(internal))
      .map(({ key, value }) => (withValues ? { [`/${key}`]: value.toString() } : `/${key}`));
  routes.get('/', context => {
    if (context.req.query('list') === undefined) throw keyMissing();
    return context.json(list('', context.req.query('values') !== undefined));
  });
  routes.get('/:key{.+}', context => {
    const key = context.req.param('key');
    if (context.req.query('list') !== undefined) {
      return context.json(list(key, context.req.query('values') !== undefined));
    }
    const value = values.get(key);
    // The only 404 of this service: it is what the Python client takes for a missing key.
    if (!value) throw new ApiError(404, 'No such key');
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return new Response(new Uint8Array(value), { headers });
  });
  routes.post('/:key{.+}', async context => {
    const key = context.req.param('key');
    if (Buffer.byteLength(key) > longestKey || key.includes('\0')) {
      throw new ApiError(400, `The key must be at most ${longestKey} bytes long, without NUL characters.`);
    }
    const value = Buffer.from(await context.req.arrayBuffer());
    if (value.length === 0) throw new ApiError(400, 'No value provided: send it as the body.');
    if (value.length > longestValue) {
      throw new ApiError(
        400,
        `The value has ${value.length} bytes, and may have ${longestValue}. Upload large values with /data.`,
      );
    }
    const previous = context.req.query('prev');
    if (values.set(key, value, previous === undefined ? undefined : Buffer.from(previous))) {
      return context.json({}, 201);
    }
    throw new ApiError(400, `The value of ${key} was not replaced: it is not the one that prev names.`);
  });
  routes.delete('/:key{.+}', context => {
    values.delete(context.req.param('key'), context.req.query('prefix') !== undefined);
    return context.json({});
  });
  for (const method of ['post', 'delete'] as const) {
    routes[method]('/', () => {
      throw keyMissing();
    });
  }
  return routes;
}

function keyMissing(): ApiError {
  return new ApiError(400, 'The key is missing: name it as /kv/KEY, or ask for all with /kv?list.');
}
