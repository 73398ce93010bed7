import { closeSync, existsSync, openSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Execution, ExecutionTask } from '../../lib/model/job-read.js';
import { removeContainers } from './containers/remove-containers.js';
import { isDiskFull } from './disk-space.js';
import { execInJob } from './exec.js';
import type { ExecutorJob, ExecutorObserver, ExecutorResult } from './executor.js';
import { hostCpu } from './host-cpu.js';
import type { JobFolder } from './job-folder.js';
import { executionOf, type JournalState, lastComplaint, type RunnerLine, readJournal } from './journal.js';
import { JournalReader } from './journal-reader.js';
import { processMark } from './plan.js';
import { isAlive, killGroup, killMarked, type ProcessIdentity } from './process-group.js';
import type { Runners } from './runners.js';
import { takeSnapshot } from './snapshot.js';
import { type Staged, StageInError, type StageInMeans, stageIn } from './staging/stage-in.js';
import { stageOut } from './staging/stage-out.js';
import { textOf } from './text-of.js';
import { JobWatch } from './watch-job.js';

/** Milliseconds that a runner gets from its start to its first line in the journal. */
const firstLineTimeout = 10_000;

/** Milliseconds after which what left no trace is asked for again: who was asked may have been killed. */
const askAgain = 1000;

/**
 * Milliseconds after which a job lasts: until then nothing watches its wall time and memory. So often its runner is looked
 * at, to notice that somebody killed it.
 */
const lastsAfter = 100;

/** Milliseconds after which news of the tasks are told: those of a short job are told with its end. */
const reportAfter = 50;

/** What `execution.site` says. */
const site = 'local';
const cpu = hostCpu();

/** One attempt of one job: stage in, start the runner or find the one that runs, wait for its end, stage out. */
export class LocalAttempt {
  readonly #abort = new AbortController();
  /** Ends what runs beside the tasks. */
  readonly #over = new AbortController();
  #detached = false;
  readonly #reader: JournalReader;
  /** As it was read last. */
  #state: JournalState = readJournal([], []);
  readonly #mark: string;
  #reported = '';
  #reporting: NodeJS.Timeout | undefined;
  /** When the runner was asked for, if we did that; by `performance.now()`. */
  #asked: number | undefined;
  /** No runner starts any more. */
  #claimed = false;
  /** What stage-in has found out, known once everything is there. */
  #staged: Partial<Staged> = {};
  /** Where each task runs, known then too. */
  #places: ExecutionTask[] = [];
  /** Ends a pause in the wait for the runner's end. */
  #wake: () => void = () => {};

  constructor(
    private readonly job: ExecutorJob,
    private readonly folder: JobFolder,
    private readonly means: StageInMeans & { readonly runners: Runners },
    private readonly observer: ExecutorObserver,
  ) {
    this.#reader = new JournalReader(folder.journal);
    this.#mark = processMark(folder.root);
  }

  /** Ends the attempt and all its processes; resolves when they are gone. */
  async kill(): Promise<void> {
    this.#abort.abort();
    // A runner that has only just been started may not have said yet who it is.
    while (!this.#over.signal.aborted && !this.#detached) {
      const { runner, alone } = this.#readJournal();
      if (!runner) this.#claim();
      else if (!alone) await killGroup(this.#identityOf(runner));
      this.#wake();
      await delay(10);
    }
  }

  /** Stops watching and leaves the runner alone. */
  detach(): void {
    this.#detached = true;
    this.#abort.abort();
    this.#wake();
  }

  /** See {@link Executor.exec}. */
  exec(command: string, seconds: number, signal: AbortSignal): Promise<Buffer> {
    return execInJob(this.job, this.folder, command, seconds, this.#beside(signal));
  }

  /** See {@link Executor.snapshot}. */
  snapshot(path: string, signal: AbortSignal): Promise<void> {
    return takeSnapshot(this.job, this.folder, this.means.objects, path, this.#beside(signal));
  }

  #beside(signal: AbortSignal): AbortSignal {
    return AbortSignal.any([signal, this.#over.signal, this.#abort.signal]);
  }

  /** See {@link Executor.run}. */
  async run(): Promise<ExecutorResult> {
    try {
      this.#staged = existsSync(this.folder.staged)
        ? (JSON.parse(textOf(this.folder.staged) || '{}') as Partial<Staged>)
        : await stageIn(this.job, this.folder, this.means, this.#abort.signal);
      this.#abort.signal.throwIfAborted();
      this.#places = this.#findPlaces();
      const state = await this.#runTasks();
      this.#abort.signal.throwIfAborted();
      return this.#blameDisk(await this.#settle(state));
    } catch (error) {
      if (this.#detached) return await new Promise(() => {});
      await removeContainers(this.job, this.folder);
      // Before the end is told: once it is stored nobody looks any more.
      await killMarked(this.#mark, 2);
      return this.#blameDisk(this.#failed(error));
    } finally {
      this.#over.abort('over');
    }
  }

  async #runTasks(): Promise<JournalState> {
    const watch = new JobWatch(
      this.folder,
      () => this.#changed(),
      (stdout, stderr) => this.observer.output(stdout, stderr),
    );
    try {
      await this.#untilGone(watch);
      if (!this.#detached) watch.report();
      return this.#readJournal();
    } finally {
      watch.close();
      clearTimeout(this.#reporting);
      if (this.#state.alone) this.means.runners.isFree(this.folder);
      else this.means.runners.gaveUp(this.folder);
    }
  }

  /** Has the runner started, if it was not, and waits for its end. */
  async #untilGone(watch: JobWatch): Promise<void> {
    const began = performance.now();
    let watchAt = lastsAfter;
    let looked = began;
    let missing = 0;
    while (!this.#detached) {
      watch.check();
      const { runner, end } = this.#state;
      const now = performance.now();
      const since = now - began;
      // While all of the machine stands still, the runner does too: that time does not count.
      missing += Math.min(now - looked, askAgain);
      looked = now;
      if (end === 'done') return;
      if (!runner) {
        if (this.#claimed || missing > firstLineTimeout) return;
        this.#ask();
      } else {
        if (!(await isAlive(this.#identityOf(runner)))) return;
        if (since >= watchAt && !existsSync(this.folder.watched)) {
          this.means.runners.watch(this.folder, runner.pid);
          watchAt = since + askAgain;
        }
      }
      if (await this.#pause(since < lastsAfter ? reportAfter : lastsAfter)) watch.begin();
    }
  }

  #ask(): void {
    const now = performance.now();
    if (now - (this.#asked ?? Number.NEGATIVE_INFINITY) < askAgain || existsSync(this.folder.journal)) return;
    this.#asked = now;
    this.means.runners.start(this.folder, () => this.#wake());
  }

  #identityOf(runner: RunnerLine): ProcessIdentity {
    return { ...runner, mark: processMark(runner.mark ?? this.folder.root) };
  }

  /** Takes the place of a runner that was asked for and has not begun, so that it does not. */
  #claim(): void {
    try {
      closeSync(openSync(this.folder.journal, 'wx'));
      this.#claimed = true;
    } catch {
      // There is a runner, or no folder yet.
    }
  }

  /** False when there is news before the time is up. */
  #pause(milliseconds: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(true), milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve(false);
      };
    });
  }

  #changed(): void {
    if (this.#readJournal().end !== 'open') this.#wake();
    else this.#reporting ??= setTimeout(() => this.#progress(), reportAfter).unref();
  }

  #progress(): void {
    this.#reporting = undefined;
    const state = this.#readJournal();
    if (state.end !== 'open' || state.tasks.length === 0 || this.#detached) return;
    const execution = executionOf(state, site);
    const text = JSON.stringify(execution);
    if (text === this.#reported) return;
    this.#reported = text;
    this.observer.progress(execution);
  }

  /** How the journal stands. Once it tells the end nothing more comes. */
  #readJournal(): JournalState {
    if (this.#state.end === 'open') this.#state = readJournal(this.#reader.lines(), this.#places);
    return this.#state;
  }

  #findPlaces(): ExecutionTask[] {
    return this.job.environments.map(({ where }, index) => {
      const { imagePullStatus = 'cached', imagePullTime } = this.#staged.images?.[index] ?? {};
      return { where, imagePullStatus, ...(imagePullTime === undefined ? {} : { imagePullTime }) };
    });
  }

  async #settle(state: JournalState): Promise<ExecutorResult> {
    // What is left of the group when somebody killed the runner alone, and what has left the group.
    const { runner } = state;
    if (runner && !state.alone) await killGroup(this.#identityOf(runner), this.#asked);
    await removeContainers(this.job, this.folder);
    const before =
      runner && this.#asked !== undefined ? { pid: runner.before ?? runner.pid, at: this.#asked } : undefined;
    await killMarked(this.#mark, state.end === 'done' ? 1 : 2, before);
    const { stageInTime = 0 } = this.#staged;
    const began = performance.now();
    const { outputs, failure } = await stageOut(
      this.job,
      this.folder,
      this.means.objects,
      this.#abort.signal,
    );
    const execution: Execution = {
      ...executionOf(state, site),
      cpu,
      stageInTime,
      stageOutTime: (performance.now() - began) / 1000,
    };
    delete execution.currentTask;
    const base = { execution, outputs, mayRetry: false };
    if (state.end === 'walltime') return { ...base, status: 'killed', reason: 'Walltime limit exceeded' };
    if (state.end === 'memory') {
      const reason = `Job used too much memory: memory limit of ${this.job.memory} GB exceeded`;
      return { ...base, status: 'killed', reason };
    }
    if (state.end === 'open') {
      return { ...base, status: 'failed', reason: this.#lostReason(), mayRetry: true };
    }
    if (failure !== undefined) return { ...base, status: 'failed', reason: failure, mayRetry: true };
    const tasksFailed = state.tasks.some(task => task.exitCode !== 0);
    const forgiven = this.job.spec.policies?.reportJobSuccessOnTaskFailure === true;
    return { ...base, status: 'completed', mayRetry: tasksFailed && !forgiven };
  }

  #lostReason(): string {
    const lost = 'The runner of the job ended before its tasks did';
    return `${lost}: ${lastComplaint(textOf(this.folder.journal)) ?? 'something killed it'}`;
  }

  /** On a full disk a failure has no other reason, whatever it looks like: also programs that run into it just fail. */
  #blameDisk(result: ExecutorResult): ExecutorResult {
    if (!result.mayRetry || !isDiskFull(this.folder.root)) return result;
    const also = result.reason === undefined ? '' : ` (${result.reason})`;
    const reason = `Disk full: there is no room left in ${this.folder.root}${also}`;
    return { ...result, status: 'failed', reason };
  }

  #failed(error: unknown): ExecutorResult {
    const reason =
      error instanceof StageInError
        ? error.message
        : `The job could not be prepared in ${this.folder.root}: ${(error as Error).message}`;
    return { status: 'failed', reason, execution: { site, tasks: [] }, outputs: [], mayRetry: true };
  }
}
