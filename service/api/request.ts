import type { Context } from 'hono';
import type { z } from 'zod';
import { explainIssues } from '../zod-message.js';
import { ApiError } from './api-error.js';

/** The JSON body of a request; an empty one is an empty object. */
export async function readJson(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    throw new ApiError(400, `The body is not JSON: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * A body as its schema has it.
 *
 * @param at what stands in front of the fields' names.
 * @throws {ApiError} 400, names the field, what it got and what it may be.
 */
export function parseBody<S extends z.ZodType>(body: unknown, schema: S, at = ''): z.infer<S> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new ApiError(400, `${at}${explainIssues(parsed.error, body, schema)}`);
}

/** An id of a path; undefined for what can't be one. */
export function parseId(text: string): number | undefined {
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** `1,2,3`; undefined when there is none. */
export function parseIds(text: string | undefined): number[] | undefined {
  if (text === undefined) return undefined;
  return text.split(',').map(part => {
    const id = parseId(part.trim());
    if (id === undefined)
      throw new ApiError(400, `id: got ${JSON.stringify(part)}, must be numbers like 1,2,3`);
    return id;
  });
}

/** A whole number of the query. */
export function wholeNumber(text: string | undefined, field: string, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) {
    throw new ApiError(
      400,
      `${field}: got ${JSON.stringify(text)}, must be a whole number, at least ${least}`,
    );
  }
  return value;
}
