import type { ExecutionTask, JobRead } from '../model/job-read.js';
import { isFinal, isQueued } from '../model/states.js';
import { followByHand } from './by-hand.js';
import { byHand, failureAdvice, jobOutputs, notes } from './job-advice.js';
import { hasSucceeded } from './job-outcome.js';
import type { JobView } from './job-view.js';
import { lastLines, plainLog } from './log-text.js';
import { code, type Phrase, words } from './phrases.js';
import { reportedProgress } from './progress.js';
import type { Tone } from './tone.js';
import { ago, clock, duration, fineDuration, moment, size } from './words.js';

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
  /** Of a state that does not last: when it was so, and what to call where no button works. */
  readonly byHand: readonly Phrase[];
  /** What else there is to know or to do. */
  readonly advice: readonly (readonly Phrase[])[];
}

/** Lines of standard output that a running card holds, and of standard error that a failed one does. */
const liveLines = 40;
const errorLines = 30;

/** Works out what a card says of a job. */
export function jobFacts(view: JobView): JobFacts {
  const { job } = view;
  const base = {
    name: job.name || 'job',
    log: '',
    live: false,
    facts: [],
    byHand: byHand(view),
    advice: notes(view),
  };
  if (view.detached && !isFinal(job.status)) return { ...base, ...detachedFacts(view) };
  if (isQueued(job.status)) return { ...base, ...queuedFacts(view) };
  if (job.status === 'running') return { ...base, ...runningFacts(view) };
  if (hasSucceeded(job)) return { ...base, ...doneFacts(view) };
  if (isFinal(job.status)) return { ...base, ...failedFacts(view) };
  return { ...base, ...unknownFacts(view) };
}

type Part = Omit<JobFacts, 'name' | 'log' | 'live' | 'facts' | 'byHand' | 'advice'> & Partial<JobFacts>;

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
        code('{ fresh: true }'),
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
      ...failureAdvice(job, code, shown.trim() === '' ? undefined : shown === errorLog ? 'stderr' : 'stdout'),
      ...notes(view),
    ],
  };
}

function detachedFacts({ job, now }: JobView): Part {
  return {
    tone: 'off',
    state: 'detached',
    what: words(`job ${job.id}`, `${job.status}, as of ${moment(now)}; it goes on without this cell`),
    right: since(job.events.startTime ?? job.events.createTime, now),
    byHand: [],
    advice: [followByHand(`await jobs.get(${job.id})`)],
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
  const made = jobOutputs(job).filter(output => output.url !== '');
  const listed = made.map(({ name, size: bytes }) => (bytes === undefined ? name : `${name} ${size(bytes)}`));
  return listed.length > 0 ? `outputs: ${listed.join(', ')}` : '';
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

function percent(portion: number): string {
  return `${Math.round(portion * 100)} %`;
}
