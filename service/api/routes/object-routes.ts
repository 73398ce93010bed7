import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { contentType } from '../../objects/content-type.js';
import { ChecksumError } from '../../objects/object-store.js';
import type { Objects } from '../../objects/objects.js';
import type { Signer } from '../../objects/signing.js';
import { UploadOffsetError } from '../../objects/unfinished-uploads.js';
import { ApiError } from '../api-error.js';
import { byteRange } from '../byte-range.js';
import { wholeNumber } from '../request.js';

type Bindings = { Bindings: HttpBindings };

/** Bytes that are read at once. */
const chunkSize = 2 ** 19;

/** `/objects/KEY`, open to whoever has a signed URL. Its bytes take no way through web streams, which cost more than the disk. */
export function objectRoutes(objects: Objects, signer: Signer): Hono<Bindings> {
  const routes = new Hono<Bindings>();
  routes.get('/*', async context => {
    const { path } = openGrant(context, 'GET', objects, signer);
    const file = await open(path).catch(error => {
      throw new ApiError(400, 'The object does not exist any more. Ask for the job again.', { cause: error });
    });
    const { size } = await file.stat();
    const headers = new Headers({
      'accept-ranges': 'bytes',
      'content-type': await contentType(file, path),
      // Who is on this machine, as this user, may take the file itself.
      'content-location': pathToFileURL(path).href,
      // What a job wrote is data, whatever a browser thinks of it.
      'content-security-policy': 'sandbox',
      'x-content-type-options': 'nosniff',
    });
    const range = byteRange(context.req.header('range'), size);
    if (range === 'none') {
      await file.close();
      headers.set('content-range', `bytes */${size}`);
      return context.json(
        { error: `Range: lies outside of the object's ${size} bytes` },
        416,
        Object.fromEntries(headers),
      );
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    headers.set('content-length', String(end - start + 1));
    if (range) headers.set('content-range', `bytes ${start}-${end}/${size}`);
    if (context.req.method === 'HEAD' || size === 0) {
      await file.close();
      return new Response(null, { headers });
    }
    const { outgoing } = context.env;
    outgoing.writeHead(range ? 206 : 200, Object.fromEntries(headers));
    const bytes = file.createReadStream({ start, end, highWaterMark: chunkSize });
    // Who hangs up sees by the length that some are missing.
    await pipeline(bytes, outgoing).catch(() => {});
    return RESPONSE_ALREADY_SENT;
  });
  routes.put('/*', async context => {
    const { key, sha256, resume } = openGrant(context, 'PUT', objects, signer);
    const bytes = context.env.incoming;
    const [area, job, , name] = key.split('/');
    try {
      if (area === 'uploads') {
        const offset = wholeNumber(context.req.header('upload-offset'), 'Upload-Offset', 0);
        const announced = { sha256, resume, offset };
        const received = await objects.store.receiveUpload(key.slice('uploads/'.length), bytes, announced);
        return context.json({ sha256: received }, 201);
      }
      await objects.store.receiveOutput(Number(job), name!, bytes);
      return context.json({}, 201);
    } catch (error) {
      if (error instanceof ChecksumError) throw new ApiError(400, error.message, { cause: error });
      if (error instanceof UploadOffsetError) throw new ApiError(409, error.message, { cause: error });
      throw error;
    }
  });
  return routes;
}

/** Checks the signature, and finds the file it is for. */
function openGrant(
  context: Context,
  method: 'GET' | 'PUT',
  objects: Objects,
  signer: Signer,
): { key: string; path: string; sha256: string | undefined; resume: string | undefined } {
  const { pathname, searchParams } = new URL(context.req.url);
  const sha256 = searchParams.get('sha256') ?? undefined;
  const resume = searchParams.get('resume') ?? undefined;
  const grant = {
    method,
    path: pathname,
    expires: Number(searchParams.get('expires')),
    sha256,
    resume,
  };
  if (!signer.verify(grant, searchParams.get('signature') ?? '')) {
    throw new ApiError(403, 'The URL is not signed for this, or has expired. Ask for a new one.');
  }
  const key = pathname.split('/').slice(2).map(decodeURIComponent).join('/');
  const path = objects.folder.pathOf(key);
  if (path === undefined) throw new ApiError(400, 'The URL names no object.');
  return { key, path, sha256, resume };
}
