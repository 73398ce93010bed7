import type { Feed } from '../store/feed.js';
import type { JobStore } from '../store/job-store.js';
import type { WorkflowStore } from '../store/workflow-store.js';
import { parametersOf } from './factories.js';

/** Jobs that are made at once: between them the service answers requests and starts those that are there. */
const chunk = 250;

/** Milliseconds until jobs that could not be stored (the disk is full) are stored again. */
const storeAgain = 2000;

/** Makes the jobs of workflows, as soon as those that they wait for have succeeded. What is left is in the store. */
export class Expander {
  #timer: NodeJS.Immediate | NodeJS.Timeout | undefined;
  #closed = false;
  readonly #unsubscribe: () => void;

  /**
   * @param made is told after each chunk.
   * @param trouble is told what goes wrong and concerns no request.
   */
  constructor(
    private readonly jobs: JobStore,
    private readonly workflows: WorkflowStore,
    feed: Feed,
    private readonly made: () => void,
    private readonly trouble: (event: string, details: Readonly<Record<string, unknown>>) => void,
  ) {
    this.#unsubscribe = feed.subscribe({ all: true }, { workflow: () => this.wake() });
  }

  /** Looks for jobs to make, soon. Changes of workflows are noticed: it is to be called at the start only. */
  wake(): void {
    if (!this.#closed) this.#timer ??= setImmediate(() => this.#expand());
  }

  /** Stops making jobs. */
  close(): void {
    this.#closed = true;
    this.#unsubscribe();
    clearImmediate(this.#timer as NodeJS.Immediate);
    clearTimeout(this.#timer as NodeJS.Timeout);
  }

  #expand(): void {
    this.#timer = undefined;
    if (this.#closed) return;
    try {
      const expansion = this.workflows.nextExpansion(chunk);
      if (!expansion) return;
      const { factory } = expansion;
      this.jobs.expand(expansion, factory ? parametersOf(factory) : () => undefined);
      this.made();
      this.wake();
    } catch (error) {
      this.trouble('workflow trouble', { error: (error as Error).message });
      this.#timer = setTimeout(() => this.#expand(), storeAgain).unref();
    }
  }
}
