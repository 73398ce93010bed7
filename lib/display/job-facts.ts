import type { ExecutionTask, JobRead } from '../model/job-read.js';
import { isFinal, isQueued, succeeded } from '../model/states.js';
import { failureCause } from './failure-cause.js';
import { lastLines, plainLog } from './log-text.js';
import { reportedProgress } from './progress.js';
import { ago, clock, duration, fineDuration, size } from './words.js';

/** A job as a card shows it. */
export interface JobView {
  readonly job: JobRead;
  /** Standard output, or its end. */
  readonly log?: string | undefined;
  /** Standard error, or its end. */
  readonly errorLog?: string | undefined;
  /** The time of the view, in Unix seconds, like the times of the job. */
  readonly now: number;
  /** The cell follows the job no longer; the job goes on. */
  readonly detached?: boolean | undefined;
  /** The result of an earlier run with the same inputs is used again. */
  readonly reused?: boolean | undefined;
  /** The cell follows a job that an earlier run of the same has submitted. */
  readonly attached?: boolean | undefined;
  /** One more sentence for the user: a warning, how a job was found. */
  readonly note?: string | undefined;
}

/** How a state is coloured and marked. */
export type Tone = 'ok' | 'bad' | 'run' | 'wait' | 'off';

/** A part of a line; code is set in its own face. */
export interface Phrase {
  readonly text: string;
  readonly code?: boolean;
}

/** All that a card says, in its order, before it is made HTML or text. */
export interface JobFacts {
  readonly tone: Tone;
  readonly state: string;
  readonly name: string;
  /** What the job is and does, after its name. */
  readonly what: readonly Phrase[];
  /** Times, on the right. */
  readonly right: string;
  /** From 0 to 1; undefined where nothing is known of it. */
  readonly progress?: number | undefined;
  /** A running job has a bar and a log of constant height, whatever it prints. */
  readonly live: boolean;
  /** Why the job did not succeed, where the server says. */
  readonly reason?: string | undefined;
  readonly facts: readonly string[];
  readonly log: string;
  /** What else there is to know or to do. */
  readonly advice: readonly (readonly Phrase[])[];
}

/** Lines of standard output that a running card holds, and of standard error that a failed one does. */
const liveLines = 40;
const errorLines = 30;

/** Works out what a card says of a job. */
export function jobFacts(view: JobView): JobFacts {
  const { job } = view;
  const base = { name: job.name || 'job', log: '', live: false, facts: [], advice: notes(view) };
  if (view.detached && !isFinal(job.status)) return { ...base, ...detachedFacts(view) };
  if (isQueued(job.status)) return { ...base, ...queuedFacts(view) };
  if (job.status === 'running') return { ...base, ...runningFacts(view) };
  if (succeeded(job.status, exitCodes(job))) return { ...base, ...doneFacts(view) };
  if (isFinal(job.status)) return { ...base, ...failedFacts(view) };
  return { ...base, ...unknownFacts(view) };
}

type Part = Omit<JobFacts, 'name' | 'log' | 'live' | 'facts' | 'advice'> & Partial<JobFacts>;

function queuedFacts({ job, now }: JobView): Part {
  return {
    tone: 'wait',
    state: job.status === 'deploying' ? 'deploying' : 'queued',
    what: words(`job ${job.id}`, place(job), job.statusReason),
    right: since(job.events.createTime, now),
  };
}

function runningFacts({ job, log = '', now }: JobView): Part {
  const elapsed = now - (job.events.startTime ?? now);
  const limit = (job.resources?.walltime ?? 0) * 60;
  const text = plainLog(log);
  const reported = reportedProgress(text);
  const of = reported === undefined ? (limit > 0 ? ` of ${duration(limit)}` : '') : ` · ${percent(reported)}`;
  return {
    tone: 'run',
    state: 'running',
    what: [...words(`job ${job.id}`), ...taskWords(job, job.execution?.currentTask ?? 0)],
    right: job.events.startTime === undefined ? '' : `${duration(elapsed)}${of}`,
    progress: reported ?? (limit > 0 ? Math.min(1, Math.max(0, elapsed / limit)) : undefined),
    live: true,
    log: lastLines(text, liveLines),
  };
}

function doneFacts({ job, log = '', now, reused }: JobView): Part {
  const { endTime } = job.events;
  const took = runTime(job);
  if (reused) {
    const age = endTime === undefined ? 'ran before' : `ran ${ago(now - endTime)}`;
    return {
      tone: 'ok',
      state: 'reused',
      what: [
        { text: `job ${job.id} ${age} with the same inputs · ` },
        { text: '{ fresh: true }', code: true },
        { text: ' runs it again' },
      ],
      right: took === undefined ? '' : `${duration(took)} then`,
    };
  }
  return {
    tone: 'ok',
    state: job.status,
    what: words(`job ${job.id}`, place(job)),
    right: endedAt(job, now),
    facts: usageFacts(job),
    log: lastLines(plainLog(log), liveLines),
  };
}

function failedFacts(view: JobView): Part {
  const { job, log = '', errorLog = '', now } = view;
  const failing = exitCodes(job).findIndex(code => code !== undefined && code !== 0);
  const code = exitCodes(job)[failing];
  const byItself = (job.status === 'failed' || job.status === 'completed') && code !== undefined;
  const shown = errorLog.trim() === '' ? log : errorLog;
  const deleted = job.status === 'deleted';
  return {
    tone: deleted ? 'off' : 'bad',
    state: byItself ? `exit ${code}` : job.status,
    what: [
      ...words(`job ${job.id}`, failing < 0 ? place(job) : ''),
      ...(failing < 0 ? [] : taskWords(job, failing)),
    ],
    right: endedAt(job, now),
    reason: job.statusReason || undefined,
    log: deleted ? '' : lastLines(plainLog(shown), errorLines),
    facts: deleted ? [] : [memoryFact(job), outputsFact(job)].filter(fact => fact !== ''),
    advice: [
      ...advice(job, code, shown.trim() === '' ? undefined : shown === errorLog ? 'stderr' : 'stdout'),
      ...notes(view),
    ],
  };
}

function detachedFacts({ job, now }: JobView): Part {
  return {
    tone: 'off',
    state: 'detached',
    what: words(`job ${job.id}`, `${job.status}, and goes on without this cell`),
    right: since(job.events.startTime ?? job.events.createTime, now),
    advice: [
      [
        { text: `await (await jobs.get(${job.id})).wait()`, code: true },
        { text: ' follows it again, ' },
        { text: 'cancel()', code: true },
        { text: ' in place of ' },
        { text: 'wait()', code: true },
        { text: ' ends it.' },
      ],
    ],
  };
}

function unknownFacts({ job, now }: JobView): Part {
  return {
    tone: 'off',
    state: job.status,
    what: words(`job ${job.id}`, place(job), job.statusReason),
    right: since(job.events.startTime ?? job.events.createTime, now),
  };
}

/** What to do about a job that did not succeed. `stream`: where the log that is shown comes from. */
function advice(job: JobRead, code: number | undefined, stream: 'stdout' | 'stderr' | undefined): Phrase[][] {
  if (job.status === 'deleted') return [];
  const missing = outputs(job).filter(output => output.url === '');
  const lost = missing.length > 0 ? `Not made: ${missing.map(output => output.name).join(', ')}.` : '';
  const said = [failureCause(job, code), lost, stream ? '' : 'It printed nothing.'].filter(
    part => part !== '',
  );
  const text = `${said.join(' ')}${stream && said.length > 0 ? ' ' : ''}`;
  // The cell's own name for the job is not known here: this finds it in any cell.
  const all = { text: `await (await jobs.get(${job.id})).${stream}()`, code: true };
  return [[{ text }, ...(stream ? [all, { text: ' has all of it.' }] : [])]];
}

/** Exit codes, CPU time, memory and outputs: only what is known. */
function usageFacts(job: JobRead): string[] {
  const codes = exitCodes(job).map(code => code ?? '–');
  return [
    codes.length > 0 ? `exit ${codes.join(', ')}` : '',
    cpuFact(job.execution?.tasks ?? []),
    memoryFact(job),
    outputsFact(job),
  ].filter(fact => fact !== '');
}

function cpuFact(tasks: readonly ExecutionTask[]): string {
  const measured = tasks.filter(task => task.cpuTimeUsage !== undefined);
  if (measured.length === 0) return '';
  const cpu = measured.reduce((sum, task) => sum + task.cpuTimeUsage!, 0);
  const wall = measured.reduce((sum, task) => sum + (task.wallTimeUsage ?? 0), 0);
  return `CPU ${fineDuration(cpu)}${wall >= 0.5 ? ` (${percent(cpu / wall)})` : ''}`;
}

/** Memory is absent where the system does not tell: it is never shown as 0. */
function memoryFact(job: JobRead): string {
  const measured = (job.execution?.tasks ?? []).map(task => task.maxResidentSetSizeKB ?? 0);
  const most = Math.max(job.execution?.maxMemoryUsageKB ?? 0, ...measured);
  if (most <= 0) return '';
  const limit = job.resources?.memory;
  return `memory ${size(most * 1024)}${limit ? ` of ${size(limit * 1e9)}` : ''}`;
}

/** Names and sizes only: the addresses are signed, and a notebook is kept longer than they are good. */
function outputsFact(job: JobRead): string {
  const made = outputs(job).filter(output => output.url !== '');
  const listed = made.map(({ name, size: bytes }) => (bytes === undefined ? name : `${name} ${size(bytes)}`));
  return listed.length > 0 ? `outputs: ${listed.join(', ')}` : '';
}

function outputs(job: JobRead) {
  return [...(job.outputFiles ?? []), ...(job.outputDirs ?? [])];
}

function exitCodes(job: JobRead): (number | undefined)[] {
  return (job.execution?.tasks ?? []).map(task => task.exitCode);
}

function runTime({ events: { startTime, endTime } }: JobRead): number | undefined {
  return startTime === undefined || endTime === undefined ? undefined : endTime - startTime;
}

function endedAt(job: JobRead, now: number): string {
  const took = runTime(job);
  const parts = [took === undefined ? '' : fineDuration(took)];
  if (job.events.endTime !== undefined) parts.push(clock(job.events.endTime, now));
  return parts.filter(part => part !== '').join(' · ');
}

function since(time: number | undefined, now: number): string {
  return time === undefined ? '' : duration(now - time);
}

/** What a job runs in and where: `lammps/lammps → this machine`. A job on the machine itself has no image to name. */
function place(job: JobRead): string {
  const image = job.tasks[0]?.image;
  const site = job.execution?.site;
  const where = site === 'local' ? 'this machine' : site;
  return [image === 'host' ? undefined : image, where].filter(part => part).join(' → ');
}

function taskWords(job: JobRead, index: number): Phrase[] {
  const command = job.tasks[index]?.cmd;
  const which = job.tasks.length > 1 ? ` · task ${index + 1} of ${job.tasks.length}` : '';
  return [{ text: which }, ...(command ? [{ text: ' · ' }, { text: plainLog(command), code: true }] : [])];
}

function words(...parts: (string | undefined)[]): Phrase[] {
  return [{ text: parts.filter(part => part).join(' · ') }];
}

function notes({ note, attached, job, now }: JobView): Phrase[][] {
  const age = job.events.createTime === undefined ? 'earlier' : ago(now - job.events.createTime);
  const again: Phrase[] = [
    { text: `attached: the same job was submitted ${age} · ` },
    { text: '{ fresh: true }', code: true },
    { text: ' submits another' },
  ];
  return [...(attached ? [again] : []), ...(note ? [[{ text: note }]] : [])];
}

function percent(portion: number): string {
  return `${Math.round(portion * 100)} %`;
}
