import { randomUUID } from 'node:crypto';
import { isUnreachable } from '../errors/service-error.js';
import type { JobJson } from '../model/job.js';
import { abortable } from './abortable.js';
import { allCreatedSchema } from './replies.js';
import type { Requests } from './requests.js';
import { patience, submit } from './submit.js';

/** What goes into one request at most. The service starts the first jobs while the others are on their way. */
const mostJobs = 100;
/** Characters of base64; the service takes 16 MiB in all. */
const mostInput = 4 * 2 ** 20;

interface Waiting {
  readonly job: JobJson;
  readonly signal: AbortSignal | undefined;
  resolve(id: number): void;
  reject(error: unknown): void;
}

/**
 * Jobs to be submitted. Those of one turn, like all of a `Promise.all`, travel together where the service takes them so;
 * ids follow the order of the calls.
 */
export class SubmissionQueue {
  #waiting: Waiting[] = [];

  constructor(private readonly requests: Requests) {}

  /** Submits a job; returns its id. See {@link submit}. */
  add(job: JobJson, signal: AbortSignal | undefined): Promise<number> {
    const created = new Promise<number>((resolve, reject) => {
      this.#waiting.push({ job, signal, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#sendAll());
    });
    return abortable(created, signal);
  }

  async #sendAll(): Promise<void> {
    const waiting = this.#waiting.filter(({ signal }) => !signal?.aborted);
    this.#waiting = [];
    for (const some of parts(waiting)) await this.#send(some);
  }

  async #send(some: readonly Waiting[]): Promise<void> {
    if (some.length === 1) return this.#sendEach(some);
    try {
      if (!(await this.requests.capabilities()).bulk) return await this.#sendEach(some);
      const { ids } = await this.requests.json(allCreatedSchema, {
        method: 'post',
        path: 'jobs/bulk',
        json: { jobs: some.map(({ job }) => job) },
        headers: { 'idempotency-key': randomUUID() },
        timeout: patience,
      });
      for (const [index, { resolve }] of some.entries()) resolve(ids[index]!);
    } catch (error) {
      // It refuses all for the sake of one: alone, each gets its own answer.
      if (!isUnreachable(error)) return this.#sendEach(some);
      for (const { reject } of some) reject(error);
    }
  }

  async #sendEach(some: readonly Waiting[]): Promise<void> {
    await Promise.all(
      some.map(({ job, signal, resolve, reject }) =>
        submit(this.requests, 'jobs', job, signal).then(resolve, reject),
      ),
    );
  }
}

/** Cuts a list into what fits into a request. */
function parts(all: readonly Waiting[]): Waiting[][] {
  const cut: Waiting[][] = [];
  let input = Number.POSITIVE_INFINITY;
  for (const each of all) {
    const size = (each.job.inputs ?? []).reduce((sum, { content }) => sum + content.length, 0);
    if (input + size > mostInput || cut.at(-1)!.length === mostJobs) {
      cut.push([]);
      input = 0;
    }
    cut.at(-1)!.push(each);
    input += size;
  }
  return cut;
}
