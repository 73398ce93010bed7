import { setTimeout as delay } from 'node:timers/promises';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { UnknownJobError } from '../errors/unknown-job-error.js';
import { UnknownWorkflowError } from '../errors/unknown-workflow-error.js';
import type { JobRead } from '../model/job-read.js';
import { jobReadSchema, workflowReadSchema } from '../model/read-schema.js';
import { isFinal, isQueued } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { type Capabilities, outputSizesSchema, parseReply } from './replies.js';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.js';
import { bound, type JobListener, WatchList, type WorkflowListener } from './watched.js';
import type { WorkflowRequests } from './workflow-requests.js';

/** Milliseconds. Polling backs off from the first to the last pause, while there is no news. */
const firstPause = 200;
const lastPause = 5_000;
/** A poll that takes long is followed by a pause of so many times that. */
const restFactor = 4;
/** Our service sends a comment every 15 s: after three that did not come the connection is dead. */
const silence = 45_000;
/** How long a service may be gone before waiting gives up. Jobs go on without us. */
const patience = 10 * 60_000;
/** A stock server may miss a job for a moment while it moves from the queue to the history. */
const missesAllowed = 5;
/** What is watched beside so many others joins the connection so many milliseconds later. */
const watchedPerMillisecond = 20;

/** What a watcher asks of a service. */
export interface WatchedService {
  readonly embedded: boolean;
  readonly workflows: Pick<WorkflowRequests, 'byId' | 'jobs'>;
  capabilities(): Promise<Capabilities>;
  jobsById(ids: readonly number[], signal?: AbortSignal, detail?: boolean): Promise<JobRead[]>;
  /** The stream of events about what is watched. */
  events(watch: object, signal: AbortSignal): Promise<ReadableStream<Uint8Array>>;
}

/**
 * Watches any number of jobs and workflows over one connection: server-sent events where the service has them, else
 * one list request for all. Nothing is open while nothing is watched.
 */
export class Watcher {
  readonly #jobs = new WatchList<JobListener, JobRead>();
  readonly #workflows = new WatchList<WorkflowListener, WorkflowRead>();
  /** Aborted when more is watched than the connection knows of, or nothing any more. */
  #changed = new AbortController();
  /** Aborted when nothing is watched any more. */
  #idle = new AbortController();
  #growing: NodeJS.Timeout | undefined;
  #running = false;
  #lastContact = 0;
  #cursor: string | undefined;

  constructor(private readonly service: WatchedService) {}

  /** Starts to watch a job; the function that is returned ends it. */
  watch(id: number, listener: JobListener): () => void {
    const mine = bound(listener);
    if (this.#jobs.add(id, mine, false)) this.#grow();
    const last = this.#jobs.get(id)?.last;
    if (last) queueMicrotask(() => mine.job(last));
    return () => {
      this.#jobs.remove(id, mine);
      this.#shrink();
    };
  }

  /** Starts to watch a workflow, and its jobs when the listener takes them; the function that is returned ends it. */
  watchWorkflow(id: number, listener: WorkflowListener): () => void {
    const mine = bound(listener);
    if (this.#workflows.add(id, mine, listener.job !== undefined)) this.#grow();
    const last = this.#workflows.get(id)?.last;
    if (last) queueMicrotask(() => mine.workflow(last));
    return () => {
      this.#workflows.remove(id, mine);
      this.#shrink();
    };
  }

  get #size(): number {
    return this.#jobs.size + this.#workflows.size;
  }

  #grow(): void {
    if (!this.#running) void this.#run();
    const pause = Math.floor(this.#size / watchedPerMillisecond);
    if (pause === 0) this.#changed.abort();
    else this.#growing ??= setTimeout(() => this.#changed.abort(), pause).unref();
  }

  #shrink(): void {
    if (this.#size > 0) return;
    this.#changed.abort();
    this.#idle.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#lastContact = Date.now();
    let pause = firstPause / 2;
    let lost = false;
    while (this.#size > 0) {
      this.#changed = new AbortController();
      this.#idle = new AbortController();
      clearTimeout(this.#growing);
      this.#growing = undefined;
      const { signal } = this.#changed;
      const contact = this.#lastContact;
      try {
        await delay(0); // what is watched in the same turn shares the connection
        const { events } = await this.service.capabilities();
        if (lost) await this.#lookAtAll(); // a service that was away may have forgotten a job
        lost = false;
        if (events) await this.#listen(signal);
        else await this.#poll(signal);
      } catch (error) {
        if (signal.aborted) continue;
        const final = error instanceof ServiceError && !isUnreachable(error);
        if (final || Date.now() - this.#lastContact > patience) {
          this.#jobs.failAll(error);
          this.#workflows.failAll(error);
        }
      }
      if (signal.aborted) continue;
      lost = true;
      this.#cursor = undefined;
      pause = this.#lastContact > contact ? firstPause / 2 : Math.min(pause * 2, lastPause);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
    this.#cursor = undefined;
    this.#running = false;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    // Known ones are told what changed since the cursor; new ones are asked for, once nothing of them can be missed.
    const after = this.#cursor === undefined ? undefined : Number(this.#cursor);
    const fresh = { jobs: this.#jobs.fresh, workflows: this.#workflows.fresh };
    const trees = this.#workflows.ids.filter(id => this.#hearsJobs(id));
    const ids = [...this.#jobs.ids, ...this.#workflows.ids.filter(id => !trees.includes(id))];
    const watch = {
      ...(ids.length > 0 && { id: ids }),
      ...(trees.length > 0 && { workflow: trees }),
      ...(after !== undefined && { after }),
    };
    const reader = (await this.service.events(watch, signal)).getReader();
    // The reader is told by ourselves: Node 20 loses signals that were combined, as those of a request are, when it
    // collects garbage, and this connection outlives many a collection.
    const stop = () => void reader.cancel().catch(() => {});
    signal.addEventListener('abort', stop, { once: true });
    const watchdog = setTimeout(stop, silence);
    const alive = () => {
      watchdog.refresh();
      this.#lastContact = Date.now();
    };
    try {
      signal.throwIfAborted();
      if (after !== undefined) await this.#look(fresh.jobs, fresh.workflows);
      this.#jobs.seen(fresh.jobs);
      this.#workflows.seen(fresh.workflows);
      for await (const event of serverSentEvents(reader, alive)) this.#tell(event);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #tell({ event, data, id }: ServerSentEvent): void {
    this.#cursor = id ?? this.#cursor;
    if (event === 'job') this.#tellJob(parseReply(jobReadSchema, data, 'POST /events'));
    if (event === 'workflow') this.#tellWorkflow(parseReply(workflowReadSchema, data, 'POST /events'));
    if (event !== 'output') return;
    const sizes = parseReply(outputSizesSchema, data, 'POST /events');
    for (const listener of this.#jobs.listeners(sizes.id)) listener.output?.(sizes);
  }

  #tellJob(job: JobRead): void {
    if (this.#jobs.get(job.id)?.accept(job)) {
      for (const listener of this.#jobs.listeners(job.id)) listener.job(job);
    }
    const workflow = job['workflow'];
    if (typeof workflow !== 'number') return;
    for (const listener of this.#workflows.listeners(workflow)) listener.job?.(job);
  }

  #tellWorkflow(workflow: WorkflowRead): void {
    if (!this.#workflows.get(workflow.id)?.accept(workflow)) return;
    for (const listener of this.#workflows.listeners(workflow.id)) listener.workflow(workflow);
  }

  #hearsJobs(id: number): boolean {
    return this.#workflows.listeners(id).some(listener => listener.job);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for (let pause = firstPause; ; pause = Math.min(pause * 1.5, lastPause)) {
      const began = Date.now();
      if (await this.#lookAtAll()) pause = firstPause;
      const rest = Math.max(pause, (Date.now() - began) * restFactor);
      // Others that join are asked for at the next look, and that comes soon again.
      const joined = await delay(rest, false, { signal }).catch(() => true);
      if (joined) await delay(Math.max(0, began + firstPause - Date.now()));
      signal.throwIfAborted();
    }
  }

  #lookAtAll(): Promise<boolean> {
    return this.#look(this.#jobs.ids, this.#workflows.ids);
  }

  /** Asks once for these jobs and once for these workflows; true when something has changed. */
  async #look(ids: number[], workflowIds: number[]): Promise<boolean> {
    const { signal } = this.#idle;
    const allowed = this.service.embedded ? 1 : missesAllowed;
    const jobs = ids.length > 0 ? await this.service.jobsById(ids, signal) : [];
    const before = new Map(ids.map(id => [id, this.#jobs.get(id)?.last?.status]));
    // Only the detail form has exit codes.
    const ended = jobs.filter(job => isFinal(job.status) && !isFinal(before.get(job.id) ?? ''));
    const details = ended.length > 0 ? await this.service.jobsById(idsOf(ended), signal, true) : [];
    const found = new Map([...jobs, ...details].map(job => [job.id, job]));
    const workflows = workflowIds.length > 0 ? await this.service.workflows.byId(workflowIds, signal) : [];
    const trees = workflowIds.filter(id => this.#hearsJobs(id));
    const members = await Promise.all(trees.map(id => this.service.workflows.jobs(id, signal)));
    this.#lastContact = Date.now();
    let news = false;
    for (const job of found.values()) {
      news ||= job.status !== before.get(job.id);
      if (!isQueued(job.status)) {
        for (const listener of this.#jobs.listeners(job.id)) listener.output?.(undefined);
      }
      this.#tellJob(job);
    }
    for (const id of ids) {
      if (!found.has(id)) this.#jobs.missed(id, allowed, () => new UnknownJobError(id));
    }
    for (const [i, id] of trees.entries()) {
      for (const job of members[i]!)
        for (const listener of this.#workflows.listeners(id)) listener.job?.(job);
    }
    for (const workflow of workflows) {
      const last = this.#workflows.get(workflow.id)?.last;
      news ||= JSON.stringify(last) !== JSON.stringify(workflow);
      this.#tellWorkflow(workflow);
    }
    const known = new Set(idsOf(workflows));
    for (const id of workflowIds) {
      if (!known.has(id)) this.#workflows.missed(id, allowed, () => new UnknownWorkflowError(id));
    }
    return news;
  }
}

function idsOf(reads: readonly { readonly id: number }[]): number[] {
  return reads.map(({ id }) => id);
}
