import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Assistant } from './assist/assistant.js';
import type { Call, CommittedCode, Method, Reply, View, ViewChange, WorkerStart } from './calls.js';
import { packagesIn } from './check/priming.js';
import { LanguageError } from './errors.js';
import type {
  Asking,
  Completeness,
  Completion,
  Inspection,
  InspectOptions,
  Language,
  LanguageOptions,
  Prepared,
} from './language.js';
import { makePrivateFolder, removeStaleFolders } from './private-folder.js';

/**
 * Starts the language on a worker thread, so that neither a check nor a completion holds up the protocol.
 *
 * @returns when the first cell can be checked at once
 * @throws LanguageError if TypeScript's native process does not start
 */
export async function startLanguage(options: LanguageOptions): Promise<Language> {
  const host = new LanguageHost(options);
  try {
    await host.started;
  } catch (error) {
    await host.dispose();
    throw error;
  }
  // What can't be removed now is for the next kernel.
  removeStaleFolders().catch(() => {});
  return host;
}

/** Code may be nested deeply, such as a sum of thousands of terms, and is walked by functions that call themselves. */
const resourceLimits = { stackSizeMb: 256 };

/** How long a check that nobody waits for any more may hold up others, in milliseconds. */
const abandonedTime = 5000;

interface Pending {
  readonly call: Call | undefined;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

class LanguageHost implements Language {
  readonly #options: LanguageOptions;
  readonly #root = makePrivateFolder();
  readonly #pending = new Map<number, Pending>();
  readonly #prepared = new Map<number, string>();
  readonly #primed = new Set<string>();
  #committed: CommittedCode[] = [];
  #worker: Worker;
  #calls = 0;
  /** Not on the worker's thread, which a check may occupy for long. */
  #assistant: Assistant | undefined;
  #changed: Promise<void> = Promise.resolve();
  #disposed: Promise<void> | undefined;
  /** Set when a worker ended before it was ready: another would do the same. */
  #broken: LanguageError | undefined;
  /** The process that the worker waits for. */
  #typescript: number | undefined;
  /** True while a worker is ended that takes too long. */
  #isReplaced = false;
  readonly #removeFolder = () => rmSync(this.#root, { recursive: true, force: true });
  readonly started: Promise<unknown>;

  constructor(options: LanguageOptions) {
    this.#options = options;
    process.once('exit', this.#removeFolder);
    this.started = this.#expect(0).then(view => {
      this.#assistant = new Assistant(view as View);
    });
    this.#worker = this.#start();
  }

  async prepare(code: string, cell: number, { signal }: Asking = {}): Promise<Prepared> {
    signal?.throwIfAborted();
    const answer = this.#call('prepare', code, cell);
    const prepared = (await this.#unlessAborted(answer, this.#calls, signal)) as Prepared;
    if (prepared.program) this.#prepared.set(cell, code);
    return prepared;
  }

  async commit(cell: number): Promise<void> {
    const code = this.#prepared.get(cell);
    if (code === undefined) return;
    this.#prepared.delete(cell);
    this.#committed.push({ cell, code });
    await this.#change('commit', cell);
  }

  async complete(code: string, cursor: number, asking?: Asking): Promise<Completion> {
    this.#prime(code);
    const assistant = await this.#upToDate();
    return assistant.complete(code, cursor, asking);
  }

  async inspect(code: string, cursor: number, options?: InspectOptions): Promise<Inspection | undefined> {
    const assistant = await this.#upToDate();
    return assistant.inspect(code, cursor, options);
  }

  async isComplete(code: string): Promise<Completeness> {
    // Loads the parser, which the first cell does not need on this thread.
    const { completenessOf } = await import('./assist/completeness.js');
    this.#prime(code);
    return completenessOf(code);
  }

  async reset(): Promise<void> {
    this.#prepared.clear();
    this.#committed = [];
    await this.#change('reset');
  }

  dispose(): Promise<void> {
    this.#disposed ??= this.#close();
    return this.#disposed;
  }

  /** Changes what unfinished code sees; who asks about code from now on sees the change. */
  #change(method: 'commit' | 'reset', ...args: unknown[]): Promise<void> {
    const changed = this.#call(method, ...args).then(change => this.#assistant?.see(change as ViewChange));
    this.#changed = changed.catch(() => {});
    return changed;
  }

  /** What is being imported will soon be asked for. */
  #prime(code: string): void {
    const fresh = packagesIn(code).filter(name => !this.#primed.has(name));
    if (!fresh.length) return;
    for (const name of fresh) this.#primed.add(name);
    this.#call('prime', fresh).catch(() => {});
  }

  #unlessAborted(answer: Promise<unknown>, id: number, signal: AbortSignal | undefined): Promise<unknown> {
    if (!signal) return answer;
    return new Promise((resolve, reject) => {
      const abandon = () => {
        const timer = setTimeout(() => this.#replace(id), abandonedTime);
        answer.catch(() => {}).then(() => clearTimeout(timer));
        reject(signal.reason);
      };
      signal.addEventListener('abort', abandon);
      answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abandon));
    });
  }

  /** Ends a worker that is busy with what nobody waits for. */
  #replace(id: number): void {
    if (this.#disposed || this.#isReplaced) return;
    this.#pending.delete(id);
    this.#isReplaced = true;
    void this.#worker.terminate();
    // The worker may be waiting for TypeScript, and ends no sooner.
    try {
      if (this.#typescript !== undefined) process.kill(this.#typescript, 'SIGKILL');
    } catch {
      // It has just ended by itself.
    }
  }

  async #upToDate(): Promise<Assistant> {
    await this.#changed;
    if (this.#disposed || !this.#assistant) throw new LanguageError('The language service is closed.');
    return this.#assistant;
  }

  async #close(): Promise<void> {
    await this.#assistant?.close();
    const exited = new Promise(resolve => this.#worker.once('exit', resolve));
    if (!this.#broken) {
      this.#worker.postMessage({ id: ++this.#calls, method: 'close', args: [] } satisfies Call);
      await exited;
    }
    process.off('exit', this.#removeFolder);
    this.#removeFolder();
  }

  #start(): Worker {
    const workerData: WorkerStart = { root: this.#root, options: this.#options, committed: this.#committed };
    const worker = new Worker(new URL('./worker.js', import.meta.url), { workerData, resourceLimits });
    let cause: unknown;
    worker.on('message', (reply: Reply) => {
      if ('typescript' in reply) {
        this.#typescript = reply.typescript;
        return;
      }
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ('failure' in reply) pending?.reject(new LanguageError(reply.failure, { cause: reply.cause }));
      else pending?.resolve(reply.result);
    });
    worker.on('error', error => {
      cause = error;
    });
    worker.on('exit', () => this.#lost(cause));
    return worker;
  }

  /** The worker is gone: who waits learns it, and a new worker takes over what the cells declared. */
  #lost(cause: unknown): void {
    this.#typescript = undefined;
    if (this.#isReplaced && !this.#disposed) {
      this.#isReplaced = false;
      const calls = [...this.#pending.values()].flatMap(({ call }) => call ?? []);
      this.#expect(0).catch(() => {});
      this.#worker = this.#start();
      for (const call of calls) this.#worker.postMessage(call);
      return;
    }
    const hadStarted = !this.#pending.has(0);
    const message = this.#disposed
      ? 'The language service is closed.'
      : hadStarted
        ? 'The language service stopped unexpectedly and was started again. Run the cell again.'
        : 'The language service does not start. Is the package typescript installed for this platform? See the cause.';
    for (const { reject } of this.#pending.values()) reject(new LanguageError(message, { cause }));
    this.#pending.clear();
    this.#prepared.clear();
    if (this.#disposed) return;
    if (!hadStarted) {
      this.#broken = new LanguageError(message, { cause });
      return;
    }
    this.#expect(0).catch(() => {});
    this.#worker = this.#start();
  }

  #expect(id: number, call?: Call): Promise<unknown> {
    return new Promise((resolve, reject) => this.#pending.set(id, { call, resolve, reject }));
  }

  #call(method: Method, ...args: unknown[]): Promise<unknown> {
    if (this.#disposed) return Promise.reject(new LanguageError('The language service is closed.'));
    if (this.#broken) return Promise.reject(this.#broken);
    const id = ++this.#calls;
    const call: Call = { id, method, args };
    const result = this.#expect(id, call);
    this.#worker.postMessage(call);
    return result;
  }
}
