import type { JobRecord } from './job-record.js';

/** Sizes of a job's streams, in bytes. */
export interface OutputSizes {
  readonly id: number;
  readonly stdout: number;
  readonly stderr: number;
}

/** Who watches. Called at once, in the order things happened. */
export interface FeedListener {
  job?(record: JobRecord): void;
  output?(sizes: OutputSizes): void;
  /** Told with its id only: it changes with each of its jobs. */
  workflow?(id: number): void;
}

/** What to hear of. */
export interface Watch {
  /** Jobs and workflows. */
  readonly ids?: readonly number[];
  /** All jobs of these workflows, and the workflows themselves. */
  readonly workflows?: readonly number[];
  /** Everything. */
  readonly all?: boolean;
}

type Listeners = Set<FeedListener>;

/** Tells what happens to jobs and workflows to those who asked for them, after it is stored. */
export class Feed {
  readonly #byId = new Map<number, Listeners>();
  readonly #byWorkflow = new Map<number, Listeners>();
  readonly #ofAll: Listeners = new Set();

  /** Hears of what `watch` names until the returned function is called. */
  subscribe(watch: Watch, listener: FeedListener): () => void {
    const undo = [
      ...(watch.ids ?? []).map(id => add(this.#byId, id, listener)),
      ...(watch.workflows ?? []).map(id => add(this.#byWorkflow, id, listener)),
    ];
    if (watch.all) this.#ofAll.add(listener);
    return () => {
      for (const action of undo) action();
      this.#ofAll.delete(listener);
    };
  }

  /** True when somebody hears of this job. */
  hears(id: number, workflow: number | undefined): boolean {
    return [...this.#listeners(id, workflow)].some(listener => listener.job);
  }

  /** Tells of a change of a job. */
  job(record: JobRecord): void {
    for (const listener of this.#listeners(record.id, record.workflow?.id)) listener.job?.(record);
  }

  /** Tells that the streams of a job grew. */
  output(sizes: OutputSizes, workflow: number | undefined): void {
    for (const listener of this.#listeners(sizes.id, workflow)) listener.output?.(sizes);
  }

  /** Tells of a change of a workflow, or of the counts of its jobs. */
  workflow(id: number): void {
    for (const listener of this.#listeners(id, id)) listener.workflow?.(id);
  }

  #listeners(id: number, workflow: number | undefined): ReadonlySet<FeedListener> {
    const ofWorkflow = workflow === undefined ? undefined : this.#byWorkflow.get(workflow);
    return new Set([...(this.#byId.get(id) ?? []), ...(ofWorkflow ?? []), ...this.#ofAll]);
  }
}

function add(map: Map<number, Listeners>, id: number, listener: FeedListener): () => void {
  const known = map.get(id) ?? new Set();
  map.set(id, known.add(listener));
  return () => {
    known.delete(listener);
    if (known.size === 0) map.delete(id);
  };
}
