import { z } from 'zod';
import type { Execution, ExecutionTask } from '../../lib/model/job-read.js';

const time = z.number();
/** How many commands are told, and how many characters of each. */
const mostCommands = 100;
const longestCommand = 1000;

const peakKB = z.int().optional();

/**
 * The lines that runner.sh writes, and those of `execLine`. Times are seconds since a moment that is the same in one
 * journal, but Unix seconds for commands.
 */
const lineSchema = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('runner'),
    pid: z.int(),
    identity: z.string(),
    mark: z.string().optional(),
    before: z.int().optional(),
  }),
  z.object({ event: z.literal('start'), task: z.int(), try: z.int(), time }),
  z.object({
    event: z.literal('end'),
    task: z.int(),
    try: z.int(),
    time,
    code: z.int(),
    peakKB,
  }),
  z.object({ event: z.literal('walltime'), time, peakKB }),
  z.object({ event: z.literal('memory'), time, peakKB }),
  z.object({ event: z.literal('done'), alone: z.boolean().optional() }),
  z.object({ event: z.literal('exec'), time, command: z.string() }),
]);

/** A line of a journal, checked. `used` is the processor time, in seconds, of all that had ended then. */
export type JournalLine = z.infer<typeof lineSchema> | { readonly event: 'times'; readonly used: number };

/** What `times` writes, for the shell and for what it has waited for: user's and system's time. */
const timesLine = /^(\d+)m([\d.]+)s (\d+)m([\d.]+)s$/;

/** What a runner says of itself. */
export interface RunnerLine {
  readonly pid: number;
  readonly identity: string;
  /** The name that it was given; one of an earlier version has none. */
  readonly mark: string | undefined;
  /** The newest process before any of the job, where the system tells. */
  readonly before: number | undefined;
}

/** What a journal tells of an attempt. */
export interface JournalState {
  /** Absent until the runner has said who it is. */
  readonly runner?: RunnerLine;
  /** `open` while it runs, and for ever when the runner was lost. */
  readonly end: 'open' | 'done' | 'walltime' | 'memory';
  /** True when the runner is all that is left of its process group, and may have another job by now. */
  readonly alone: boolean;
  /** In run order, without sidecars. */
  readonly tasks: readonly ExecutionTask[];
  /** The last ones that were run beside the tasks. */
  readonly commands: readonly { readonly time: number; readonly command: string }[];
  /** Index of the task that runs, in run order. */
  readonly currentTask?: number;
}

/** Reads the whole lines of a journal. What is no event is left out: a line that was cut short, a complaint of the shell. */
export function parseJournal(text: string): JournalLine[] {
  const lines: JournalLine[] = [];
  for (const line of text.slice(0, text.lastIndexOf('\n') + 1).split('\n')) {
    const times = timesLine.exec(line)?.slice(1).map(Number) as [number, number, number, number] | undefined;
    if (times) {
      lines.push({ event: 'times', used: (times[0] + times[2]) * 60 + times[1] + times[3] });
      continue;
    }
    const parsed = line === '' ? undefined : lineSchema.safeParse(fromJson(line));
    if (parsed?.success) lines.push(parsed.data);
  }
  return lines;
}

/** The last thing that the runner's shell complained of in a journal, if anything. */
export function lastComplaint(text: string): string | undefined {
  return text
    .split('\n')
    .findLast(line => line !== '' && !timesLine.test(line) && fromJson(line) === undefined);
}

/** A line that tells of a command which is run beside the tasks. */
export function execLine(command: string): string {
  const line = { event: 'exec', time: Date.now() / 1000, command: command.slice(0, longestCommand) };
  return `${JSON.stringify(line)}\n`;
}

function fromJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

interface OpenTask {
  readonly task: number;
  readonly retries: number;
  readonly since: number;
  readonly used: number;
}

/**
 * Folds a journal into the state of its attempt.
 *
 * @param places where each task of the job runs, by its index.
 */
export function readJournal(lines: readonly JournalLine[], places: readonly ExecutionTask[]): JournalState {
  let runner: JournalState['runner'];
  let end: JournalState['end'] = 'open';
  let alone = false;
  let running: OpenTask | undefined;
  let used = 0;
  const tasks = new Map<number, ExecutionTask>();
  const commands: { time: number; command: string }[] = [];
  const place = (task: number) => places[task];
  for (const line of lines) {
    if (end !== 'open') break;
    if (line.event === 'runner') {
      runner = { pid: line.pid, identity: line.identity.trim(), mark: line.mark, before: line.before };
    } else if (line.event === 'start') {
      running = { task: line.task, retries: line.try, since: line.time, used };
      tasks.set(line.task, { ...place(line.task), retries: line.try });
    } else if (line.event === 'end') {
      tasks.set(line.task, {
        ...place(line.task),
        exitCode: line.code,
        retries: line.try,
        wallTimeUsage: seconds(line.time - (running?.since ?? line.time)),
        cpuTimeUsage: seconds(used - (running?.used ?? used)),
        ...(line.peakKB === undefined ? {} : { maxResidentSetSizeKB: line.peakKB }),
      });
      running = undefined;
    } else if (line.event === 'times') {
      used = line.used;
    } else if (line.event === 'exec') {
      commands.push({ time: line.time, command: line.command });
    } else {
      end = line.event;
      if (line.event === 'done') alone = line.alone === true;
      else if (running) {
        tasks.set(running.task, {
          ...place(running.task),
          exitCode: -9,
          retries: running.retries,
          wallTimeUsage: seconds(line.time - running.since),
          ...(line.peakKB === undefined ? {} : { maxResidentSetSizeKB: line.peakKB }),
        });
      }
    }
  }
  return {
    ...(runner ? { runner } : {}),
    end,
    alone,
    tasks: [...tasks.values()],
    commands: commands.slice(-mostCommands),
    ...(end === 'open' && running ? { currentTask: [...tasks.keys()].indexOf(running.task) } : {}),
  };
}

/** The `execution` of a job that reads so. */
export function executionOf(state: JournalState, site: string): Execution {
  const peaks = state.tasks.flatMap(task => task.maxResidentSetSizeKB ?? []);
  return {
    site,
    tasks: [...state.tasks],
    ...(state.currentTask === undefined ? {} : { currentTask: state.currentTask }),
    ...(state.commands.length > 0 ? { commands: [...state.commands] } : {}),
    ...(peaks.length > 0 ? { maxMemoryUsageKB: Math.max(...peaks) } : {}),
  };
}

/** Clocks are read to the microsecond at best, and may be set back. */
function seconds(value: number): number {
  return Math.max(0, Math.round(value * 1e6) / 1e6);
}
