import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { submissionLabel } from '../model/submission-label.js';
import { type Created, createdSchema } from './replies.js';
import type { Requests } from './requests.js';

/** Milliseconds until the answer to a submission must come: a large workflow takes its time. */
export const patience = 60_000;

/** Milliseconds before each look for a submission whose answer was lost. */
const looks = [0, 300, 1_000, 2_000];

const foundSchema = z.array(createdSchema);

/**
 * Submits a job or a workflow, once, whatever happens to the answer; returns its id. Our service knows by a key that it
 * is the same submission. A stock server does not: there it carries a label that is looked for after a lost answer, and
 * is never sent again.
 * @throws {ServiceError} `unreachable` with the label when the answer was lost and the server does not list it
 */
export async function submit(
  requests: Requests,
  path: 'jobs' | 'workflows',
  json: { readonly labels?: Readonly<Record<string, string>> | undefined },
  signal: AbortSignal | undefined,
): Promise<number> {
  const key = randomUUID();
  const request = { method: 'post', path, signal, timeout: patience } as const;
  if ((await requests.capabilities()).service === 'tunebook') {
    const headers = { 'idempotency-key': key };
    return (await requests.json(createdSchema, { ...request, json, headers })).id;
  }
  const labelled = { ...json, labels: { ...json.labels, [submissionLabel]: key } };
  try {
    return (await requests.json(createdSchema, { ...request, json: labelled })).id;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
    return find(requests, path, key, signal, error);
  }
}

/** Submits a job or a workflow to a service of ours, unless one with the same value of a label can stand for it. */
export function submitUnless(
  requests: Requests,
  path: 'jobs' | 'workflows',
  json: object,
  label: string,
  signal: AbortSignal | undefined,
): Promise<Created> {
  const headers = { 'idempotency-key': randomUUID() };
  const query = { reuse: label };
  const request = { method: 'post', path, query, json, headers, signal, timeout: patience } as const;
  return requests.json(createdSchema, request);
}

async function find(
  requests: Requests,
  path: string,
  key: string,
  signal: AbortSignal | undefined,
  lost: ServiceError,
): Promise<number> {
  const constraint = `${submissionLabel}=${key}`;
  for (const pause of looks) {
    await delay(pause, undefined, { ...(signal && { signal }) });
    const query = { constraint, all: 'true' };
    const found = await requests
      .json(foundSchema, { method: 'get', path, query, signal })
      .catch((error: unknown) => {
        if (isUnreachable(error)) return [];
        throw error;
      });
    if (found[0]) return found[0].id;
  }
  throw new ServiceError(
    'unreachable',
    `${lost.message}. The answer to the submission was lost, and it is not listed. It was not sent again; if it did ` +
      `arrive, it has the label ${constraint}`,
    { cause: lost },
  );
}
