import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { type Context, Hono } from 'hono';
import { contentType } from '../../objects/content-type.js';
import { ChecksumError, type ObjectStore } from '../../objects/object-store.js';
import type { Signer } from '../../objects/signing.js';
import { ApiError } from '../api-error.js';
import { byteRange } from '../byte-range.js';

/** `/objects/KEY`, open to whoever has a signed URL. */
export function objectRoutes(objects: ObjectStore, signer: Signer): Hono {
  const routes = new Hono();
  routes.get('/*', async context => {
    const { path } = openGrant(context, 'GET', objects, signer);
    const file = await open(path).catch(error => {
      throw new ApiError(400, 'The object does not exist any more. Ask for the job again.', { cause: error });
    });
    const { size } = await file.stat();
    const headers = new Headers({
      'accept-ranges': 'bytes',
      'content-type': await contentType(file, path),
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
    const bytes = Readable.toWeb(file.createReadStream({ start, end })) as ReadableStream;
    return new Response(bytes, { status: range ? 206 : 200, headers });
  });
  routes.put('/*', async context => {
    const { key, sha256 } = openGrant(context, 'PUT', objects, signer);
    const body = context.req.raw.body as ReadableStream | null;
    const bytes = body ? Readable.fromWeb(body) : Readable.from([]);
    const [area, job, , name] = key.split('/');
    try {
      if (area === 'uploads') {
        const received = await objects.receiveUpload(key.slice('uploads/'.length), bytes, sha256);
        return context.json({ sha256: received }, 201);
      }
      await objects.receiveOutput(Number(job), name!, bytes);
      return context.json({}, 201);
    } catch (error) {
      if (error instanceof ChecksumError) throw new ApiError(400, error.message, { cause: error });
      throw error;
    }
  });
  return routes;
}

/** Checks the signature, and finds the file it is for. */
function openGrant(
  context: Context,
  method: 'GET' | 'PUT',
  objects: ObjectStore,
  signer: Signer,
): { key: string; path: string; sha256: string | undefined } {
  const { pathname, searchParams } = new URL(context.req.url);
  const sha256 = searchParams.get('sha256') ?? undefined;
  const grant = {
    method,
    path: pathname,
    expires: Number(searchParams.get('expires')),
    ...(sha256 === undefined ? {} : { sha256 }),
  };
  if (!signer.verify(grant, searchParams.get('signature') ?? '')) {
    throw new ApiError(403, 'The URL is not signed for this, or has expired. Ask for a new one.');
  }
  const key = pathname.split('/').slice(2).map(decodeURIComponent).join('/');
  const path = objects.pathOf(key);
  if (path === undefined) throw new ApiError(400, 'The URL names no object.');
  return { key, path, sha256 };
}
