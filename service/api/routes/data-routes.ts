import { Hono } from 'hono';
import { z } from 'zod';
import { checkObjectName, ObjectNameError } from '../../objects/names.js';
import type { Objects } from '../../objects/objects.js';
import { ApiError } from '../api-error.js';
import { parseBody, readJson } from '../request.js';

/** Seconds that the URL of an upload lives. */
const urlLifetime = 600;

/** What `POST /data/upload` takes. */
export const uploadRequestSchema = z.strictObject({
  filename: z.string(),
  checksum: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, 'must be a SHA-256 in hexadecimal')
    .nullish(),
  resume: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits')
    .optional()
    .describe('What the sender tells this upload from others by: it can go on where it broke off'),
});

/** `/data` of PROMINENCE v1. */
export function dataRoutes({ objects }: { readonly objects: Objects }): Hono {
  const routes = new Hono();
  for (const path of ['/', '/upload']) {
    routes.post(path, async context => {
      const { name: filename, checksum } = context.req.query();
      const query = { ...(filename && { filename }), ...(checksum && { checksum }) };
      const body = { ...((await readJson(context)) as object), ...query };
      const asked = parseBody(body, uploadRequestSchema);
      const name = validName(asked.filename);
      const sha256 = asked.checksum?.toLowerCase();
      const target = await objects.store.uploadTarget(name, urlLifetime, { sha256, resume: asked.resume });
      return context.json(target, 201);
    });
  }
  const list = async (folder: string) => {
    const uploads = await objects.store.listUploads();
    return uploads
      .filter(({ name }) => name.startsWith(folder))
      .map(({ name, size, lastModified, sha256 }) => ({
        name,
        size,
        lastModified: lastModified.toUTCString(),
        ...(sha256 && { checksum: sha256 }),
      }));
  };
  routes.get('/', async context => context.json(await list('')));
  routes.get('/:folder{.+}', async context =>
    context.json(await list(`${context.req.param('folder').replace(/\/$/, '')}/`)),
  );
  routes.delete('/:name{.+}', async context => {
    await objects.store.removeUpload(validName(context.req.param('name')));
    return context.body(null, 204);
  });
  return routes;
}

function validName(name: string): string {
  try {
    return checkObjectName(name);
  } catch (error) {
    if (error instanceof ObjectNameError) throw new ApiError(400, error.message, { cause: error });
    throw error;
  }
}
