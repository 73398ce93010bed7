import { AsyncResource } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { UnknownJobError } from '../errors/unknown-job-error.js';
import type { JobRead } from '../model/job-read.js';
import { jobReadSchema } from '../model/job-read.js';
import { isQueued } from '../model/states.js';
import { type OutputSizes, outputSizesSchema, parseReply } from './replies.js';
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.js';
import type { ServiceClient } from './service-client.js';

/** Milliseconds. Polling backs off from the first to the last pause. */
const firstPause = 200;
const lastPause = 5_000;
/** Our service sends a comment every 15 s: after three that did not come the connection is dead. */
const silence = 45_000;
/** How long a service may be gone before waiting gives up. Jobs go on without us. */
const patience = 10 * 60_000;
/** A stock server may miss a job for a moment while it moves from the queue to the history. */
const missesAllowed = 5;

/** What a watcher tells about one job. Called in the async context of the `watch` call. */
export interface JobListener {
  /** The state as it is now, in short form; again at every change. */
  job(job: JobRead): void;
  /** There may be more output; the sizes in bytes where the service tells them. */
  output?(sizes: OutputSizes | undefined): void;
  /** Watching is over: the service refuses, is gone for good, or does not know the job. */
  failed(error: unknown): void;
}

interface Watched {
  readonly listeners: Set<JobListener>;
  last?: JobRead;
  misses: number;
}

/**
 * Watches any number of jobs over one connection: server-sent events where the service has them, else one list
 * request for all. Nothing is open while nothing is watched.
 */
export class JobWatcher {
  readonly #watched = new Map<number, Watched>();
  #changed = new AbortController();
  #running = false;
  #lastContact = 0;

  constructor(private readonly client: ServiceClient) {}

  /** Starts to watch a job; the function that is returned ends it. */
  watch(id: number, listener: JobListener): () => void {
    const bound: JobListener = {
      job: AsyncResource.bind(listener.job.bind(listener)),
      failed: AsyncResource.bind(listener.failed.bind(listener)),
      ...(listener.output && { output: AsyncResource.bind(listener.output.bind(listener)) }),
    };
    let watched = this.#watched.get(id);
    if (!watched) {
      watched = { listeners: new Set(), misses: 0 };
      this.#watched.set(id, watched);
      this.#changed.abort();
    }
    watched.listeners.add(bound);
    const { last } = watched;
    if (last) queueMicrotask(() => bound.job(last));
    if (!this.#running) void this.#run();
    return () => this.#unwatch(id, bound);
  }

  #unwatch(id: number, listener: JobListener): void {
    const watched = this.#watched.get(id);
    watched?.listeners.delete(listener);
    if (watched?.listeners.size === 0) this.#watched.delete(id);
    if (this.#watched.size === 0) this.#changed.abort();
  }

  async #run(): Promise<void> {
    this.#running = true;
    this.#lastContact = Date.now();
    let pause = firstPause / 2;
    let lost = false;
    while (this.#watched.size > 0) {
      this.#changed = new AbortController();
      const { signal } = this.#changed;
      const contact = this.#lastContact;
      try {
        await delay(0); // jobs that are watched in the same turn share the connection
        const { events } = await this.client.capabilities();
        if (lost) await this.#look(signal); // a service that was away may have forgotten a job
        lost = false;
        if (events) await this.#listen(signal);
        else await this.#poll(signal);
      } catch (error) {
        if (signal.aborted) continue;
        const final = error instanceof ServiceError && !isUnreachable(error);
        if (final || Date.now() - this.#lastContact > patience) this.#fail(error);
      }
      if (signal.aborted) continue;
      lost = true;
      pause = this.#lastContact > contact ? firstPause / 2 : Math.min(pause * 2, lastPause);
      await delay(pause, undefined, { signal }).catch(() => {});
    }
    this.#running = false;
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const ids = [...this.#watched.keys()];
    const reader = (await this.client.events(ids, signal)).getReader();
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
      for await (const event of serverSentEvents(reader, alive)) this.#tell(event);
    } finally {
      clearTimeout(watchdog);
      signal.removeEventListener('abort', stop);
      stop();
    }
  }

  #tell({ event, data }: ServerSentEvent): void {
    if (event === 'job') this.#tellJob(parseReply(jobReadSchema, data, 'GET /events'));
    if (event !== 'output') return;
    const sizes = parseReply(outputSizesSchema, data, 'GET /events');
    for (const listener of this.#listeners(sizes.id)) listener.output?.(sizes);
  }

  #tellJob(job: JobRead): void {
    const watched = this.#watched.get(job.id);
    if (!watched) return;
    watched.last = job;
    watched.misses = 0;
    for (const listener of this.#listeners(job.id)) listener.job(job);
  }

  async #poll(signal: AbortSignal): Promise<void> {
    for (let pause = firstPause; ; pause = Math.min(pause * 1.5, lastPause)) {
      await this.#look(signal);
      await delay(pause, undefined, { signal });
    }
  }

  /** Asks once for all watched jobs. */
  async #look(signal: AbortSignal): Promise<void> {
    const ids = [...this.#watched.keys()];
    const jobs = new Map((await this.client.jobsById(ids, signal)).map(job => [job.id, job]));
    this.#lastContact = Date.now();
    for (const id of ids) {
      const job = jobs.get(id);
      if (job) {
        if (!isQueued(job.status)) for (const listener of this.#listeners(id)) listener.output?.(undefined);
        this.#tellJob(job);
      } else {
        this.#missed(id);
      }
    }
  }

  #missed(id: number): void {
    const watched = this.#watched.get(id);
    if (!watched || ++watched.misses < (this.client.embedded ? 1 : missesAllowed)) return;
    this.#watched.delete(id);
    for (const listener of watched.listeners) listener.failed(new UnknownJobError(id));
  }

  #fail(error: unknown): void {
    const all = [...this.#watched.values()].flatMap(watched => [...watched.listeners]);
    this.#watched.clear();
    for (const listener of all) listener.failed(error);
  }

  /** A copy: listeners end their watch while they are told. */
  #listeners(id: number): JobListener[] {
    return [...(this.#watched.get(id)?.listeners ?? [])];
  }
}
