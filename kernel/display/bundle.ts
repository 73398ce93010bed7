import { types } from 'node:util';
import type { Bundle } from './display-event.js';

/** Something was to be displayed that a front end can't show. */
export class DisplayError extends Error {
  override readonly name = 'DisplayError';
  readonly code = 'display';
}

/**
 * Checks a mime bundle and completes it: bytes become base64 or text, absent data is left out and there is a text/plain.
 * An empty bundle stays empty: there is nothing to show.
 *
 * @param text makes the text/plain where the bundle has none.
 * @throws DisplayError when it is no bundle.
 */
export function checkBundle(value: unknown, text: () => string): Bundle {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DisplayError(
      'A display must be an object of mime type and data, such as { "text/html": "<b>1</b>" }',
    );
  }
  // Without a prototype: a promise would wait for a `then` that a cell gave to all objects.
  const bundle = { __proto__: null } as unknown as Record<string, unknown>;
  for (const [mime, data] of Object.entries(value)) {
    if (data === undefined || data === null) continue;
    if (!mime.includes('/')) {
      throw new DisplayError(`"${mime}" is no mime type; a display needs names such as "text/html"`);
    }
    bundle[mime] = checkData(mime, data);
  }
  if (Object.keys(bundle).length > 0) bundle['text/plain'] ??= text();
  return bundle;
}

function checkData(mime: string, data: unknown): unknown {
  const isText = mime.startsWith('text/') || mime === 'image/svg+xml';
  const bytes = types.isAnyArrayBuffer(data) ? new Uint8Array(data) : data;
  if (types.isUint8Array(bytes)) return Buffer.from(bytes).toString(isText ? 'utf8' : 'base64');
  if ((isText && typeof data !== 'string') || typeof data === 'function' || typeof data === 'symbol') {
    throw new DisplayError(
      `The data for ${mime} must be ${isText ? 'a string' : 'JSON'}, not a ${typeof data}`,
    );
  }
  return data;
}
