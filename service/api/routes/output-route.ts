import { basename } from 'node:path';
import { Hono } from 'hono';
import { z } from 'zod';
import type { JobTokens } from '../../job-tokens.js';
import { ApiError } from '../api-error.js';
import { checkFileName } from '../file-name.js';
import { tokenIn } from '../guard.js';
import { parseBody, readJson } from '../request.js';

/** What `POST /data/output` takes. */
export const outputRequestSchema = z.strictObject({ name: z.string() });

/** `/data/output` of PROMINENCE v1: a running job sends an output itself, before it ends and whether declared or not. */
export function outputRoute(jobTokens: JobTokens, outputUrl: (job: number, name: string) => string): Hono {
  const routes = new Hono();
  routes.post('/', async context => {
    const job = jobTokens.verify(tokenIn(context));
    if (job === undefined) {
      throw new ApiError(
        400,
        'Only a job sends outputs: use the token in its PROMINENCE_TOKEN, or POST /data/upload.',
      );
    }
    const asked = parseBody(await readJson(context), outputRequestSchema);
    const name = basename(asked.name);
    checkFileName(name, 'name');
    return context.json({ url: outputUrl(job, name) }, 201);
  });
  return routes;
}
