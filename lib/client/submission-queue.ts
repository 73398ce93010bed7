import { randomUUID } from 'node:crypto';
import { isUnreachable } from '../errors/service-error.js';
import type { JobJson } from '../model/job.js';
import { type Call, Gatherer } from './gatherer.js';
import { allCreatedSchema, type Created } from './replies.js';
import type { Requests } from './requests.js';
import { patience, submit, submitUnless } from './submit.js';

/** What goes into one request at most. The service starts the first jobs while the others are on their way. */
const mostJobs = 100;
/** Characters of base64; the service takes 16 MiB in all. */
const mostInput = 4 * 2 ** 20;

/** A job to be submitted, with a label unless one with the same value of it can stand for it. */
interface Submission {
  readonly job: JobJson;
  readonly label: string | undefined;
}

type Waiting = Call<Submission, Created>;

/**
 * Jobs to be submitted. Those of one turn, like all of a `Promise.all`, travel together where the service takes them so;
 * ids follow the order of the calls.
 */
export class SubmissionQueue {
  readonly #gatherer = new Gatherer<Submission, Created>(async all => {
    for (const some of parts(all)) await this.#send(some);
  });

  constructor(private readonly requests: Requests) {}

  /** Submits a job. See {@link submit}, and with a label {@link submitUnless}. */
  add(job: JobJson, label: string | undefined, signal: AbortSignal | undefined): Promise<Created> {
    return this.#gatherer.add({ job, label }, signal);
  }

  async #send(some: readonly Waiting[]): Promise<void> {
    if (some.length === 1) return this.#sendEach(some);
    try {
      const { label } = some[0]!.item;
      const { bulk, bulkReuse } = await this.requests.capabilities();
      if (label === undefined ? !bulk : !bulkReuse) return await this.#sendEach(some);
      const { ids, reused } = await this.requests.json(allCreatedSchema, {
        method: 'post',
        path: 'jobs/bulk',
        query: label === undefined ? {} : { reuse: label },
        json: { jobs: some.map(({ item }) => item.job) },
        headers: { 'idempotency-key': randomUUID() },
        timeout: patience,
      });
      for (const [index, { resolve }] of some.entries()) {
        resolve({ id: ids[index]!, reused: reused[index] ?? false });
      }
    } catch (error) {
      // It refuses all for the sake of one: alone, each gets its own answer.
      if (!isUnreachable(error)) return this.#sendEach(some);
      for (const { reject } of some) reject(error);
    }
  }

  async #sendEach(some: readonly Waiting[]): Promise<void> {
    await Promise.all(
      some.map(({ item, signal, resolve, reject }) => this.#sendOne(item, signal).then(resolve, reject)),
    );
  }

  async #sendOne({ job, label }: Submission, signal: AbortSignal | undefined): Promise<Created> {
    if (label !== undefined) return submitUnless(this.requests, 'jobs', job, label, signal);
    return { id: await submit(this.requests, 'jobs', job, signal), reused: false };
  }
}

/** Cuts a list into what fits into a request: submissions with the same label that follow each other. */
function parts(all: readonly Waiting[]): Waiting[][] {
  const cut: Waiting[][] = [];
  let input = 0;
  for (const each of all) {
    const { job, label } = each.item;
    const size = (job.inputs ?? []).reduce((sum, { content }) => sum + content.length, 0);
    const last = cut.at(-1);
    if (last && input + size <= mostInput && last.length < mostJobs && last[0]!.item.label === label) {
      last.push(each);
      input += size;
    } else {
      cut.push([each]);
      input = size;
    }
  }
  return cut;
}
