import { AsyncResource } from 'node:async_hooks';
import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import type { OutputSizes } from './replies.js';

/** What a watcher tells about one job. Called in the async context of the `watch` call. */
export interface JobListener {
  /** The state as it is now, at the end with the exit codes; again at every change. */
  job(job: JobRead): void;
  /** There may be more output; the sizes in bytes where the service tells them. */
  output?(sizes: OutputSizes | undefined): void;
  /** Watching is over: the service refuses, is gone for good, or does not know the job. */
  failed(error: unknown): void;
}

/** What a watcher tells about one workflow. Called in the async context of the `watch` call. */
export interface WorkflowListener {
  /** The state and the counts as they are now; again at every change. */
  workflow(workflow: WorkflowRead): void;
  /** A job of the workflow, as it is now and at every change. Without it, the service is not asked for them. */
  job?(job: JobRead): void;
  /** Watching is over: the service refuses, is gone for good, or does not know the workflow. */
  failed(error: unknown): void;
}

interface Failing {
  failed(error: unknown): void;
}

/** Something that is watched, and who listens. */
class Watched<Listener extends Failing, Read extends { readonly status: string }> {
  readonly listeners = new Set<Listener>();
  last: Read | undefined;
  /** How often the service did not list it. */
  misses = 0;
  /** Its state is still to be asked for. */
  fresh = true;

  /** Takes a state, unless it is from before the end. */
  accept(read: Read): boolean {
    this.misses = 0;
    if (this.last && isFinal(this.last.status) && !isFinal(read.status)) return false;
    this.last = read;
    return true;
  }

  fail(error: unknown): void {
    for (const listener of [...this.listeners]) listener.failed(error);
  }
}

/** The jobs of one kind of thing that are watched, by id. */
export class WatchList<Listener extends Failing, Read extends { readonly status: string }> {
  readonly #watched = new Map<number, Watched<Listener, Read>>();

  get size(): number {
    return this.#watched.size;
  }

  get ids(): number[] {
    return [...this.#watched.keys()];
  }

  get fresh(): number[] {
    return this.ids.filter(id => this.#watched.get(id)!.fresh);
  }

  get(id: number): Watched<Listener, Read> | undefined {
    return this.#watched.get(id);
  }

  /** Adds a listener; true when the service has to be asked for more than before. */
  add(id: number, listener: Listener, more: boolean): boolean {
    let watched = this.#watched.get(id);
    const isNew = watched === undefined;
    watched ??= new Watched();
    this.#watched.set(id, watched);
    watched.listeners.add(listener);
    if (more) watched.fresh = true;
    return isNew || more;
  }

  remove(id: number, listener: Listener): void {
    const watched = this.#watched.get(id);
    watched?.listeners.delete(listener);
    if (watched?.listeners.size === 0) this.#watched.delete(id);
  }

  /** A copy: listeners end their watch while they are told. */
  listeners(id: number): Listener[] {
    return [...(this.#watched.get(id)?.listeners ?? [])];
  }

  /** The states of these were told. */
  seen(ids: readonly number[]): void {
    for (const id of ids) {
      const watched = this.#watched.get(id);
      if (watched) watched.fresh = false;
    }
  }

  /** The service did not list it; after so many times it is unknown there. */
  missed(id: number, allowed: number, error: () => Error): void {
    const watched = this.#watched.get(id);
    if (!watched || ++watched.misses < allowed) return;
    this.#watched.delete(id);
    watched.fail(error());
  }

  failAll(error: unknown): void {
    const all = [...this.#watched.values()];
    this.#watched.clear();
    for (const watched of all) watched.fail(error);
  }
}

/** The same listener, called in the async context of now. */
export function bound<Listener extends object>(listener: Listener): Listener {
  // One for all methods, each of which `AsyncResource.bind` would take longer to bind than it takes to watch.
  const context = new AsyncResource('TunebookListener');
  const methods = Object.entries(listener).map(([name, method]) => [
    name,
    (...told: unknown[]) => context.runInAsyncScope(method, listener, ...told),
  ]);
  return Object.fromEntries(methods) as Listener;
}
