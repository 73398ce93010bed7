/** The session process: runs the user's code. Its stdout carries events, see event-frames.ts. */
import { withoutAsyncMarks } from '../display/async-marks.js';
import { Displays } from '../display/displays.js';
import { Evaluator } from '../language/evaluator.js';
import { CapturedStream } from './captured-stream.js';
import { Cell, Cells } from './cells.js';
import { CommManager } from './comms.js';
import { EventWriter } from './event-writer.js';
import type {
  CommCommand,
  Outcome,
  RunCommand,
  SessionArguments,
  SessionCommand,
  SessionEvent,
} from './events.js';
import { Inputs } from './inputs.js';
import { InterruptedError } from './interrupted-error.js';
import { Interrupts } from './interrupts.js';

/** The descriptor on which the kernel process asks for interrupts, beside stdio and Node's IPC. */
const interruptFd = 4;
/** How long a cell that has ended waits for its displays that are still being made, in milliseconds. */
const displayPatience = 5000;

const options = JSON.parse(process.argv[2]!) as SessionArguments;
process.argv.length = 2;

const cells = new Cells();
const writer = new EventWriter(Buffer.from(options.mark, 'hex'));
const emit = (event: SessionEvent): void => writer.write(event);
const displays = new Displays({
  cell: () => cells.calling.number,
  signal: () => cells.callingOrNone?.controller.signal,
  emit,
});
for (const [fd, name] of [
  [1, 'stdout'],
  [2, 'stderr'],
] as const) {
  const stream = new CapturedStream(fd, text => {
    const cell = cells.calling.number;
    displays.place(cell);
    emit({ type: 'stream', cell, name, text: withoutAsyncMarks(text) });
  });
  Object.defineProperty(process, name, { configurable: true, enumerable: true, get: () => stream });
}
// Before the preload is loaded, which the evaluator does when a cell first uses one of its names.
(globalThis as Record<symbol, unknown>)[Symbol.for('tunebook.display')] = displays;
const inputs = new Inputs(cells, emit);
const comms = new CommManager(event => emit({ ...event, cell: cells.calling.number }));
for (const [name, value] of Object.entries({ input: inputs.ask, comms })) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
const interrupts = new Interrupts(interruptFd, cells, (cell, error) => cell.settle(failure(error)));
const evaluator = new Evaluator({
  folder: options.folder,
  preload: options.preload,
  checkpoint: interrupts.checkpoint,
});

// The kernel process is gone: what the session has started ends with it.
process.on('disconnect', () => process.kill(0, 'SIGKILL'));
process.on('message', (command: SessionCommand) => {
  if (command.type === 'run') run(command);
  else if (command.type === 'comm') handle(command);
  else inputs.take(command);
});
// Only now: what fails before shall end the process, for it could not run cells.
process.on('uncaughtException', reportBackgroundError);
process.on('unhandledRejection', reportBackgroundError);

/** Starts a program. An interrupt may unwind all of this, so nobody waits for it: the cell's outcome is awaited. */
function run({ order, program, wantsValue, takesInput }: RunCommand): void {
  const cell = new Cell({ number: program.cell, order, takesInput });
  void cell.outcome.then(outcome => finish(cell, outcome));
  if (interrupts.endsEarly(cell)) return;
  const { signal } = cell.controller;
  signal.addEventListener('abort', () => inputs.end(cell, signal.reason));
  cells.start(cell, () => {
    evaluate(program, wantsValue).then(cell.settle, error => {
      const shown = signal.aborted && !tellsInterrupt(error, signal.reason) ? signal.reason : error;
      cell.settle(failure(shown));
    });
  });
}

/** Starts those who listen to a comm. An error of theirs is told where their output is, and ends nothing. */
function handle({ order, cell: number, message }: CommCommand): void {
  const cell = new Cell({ number, order, takesInput: false });
  void cell.outcome.then(outcome => finish(cell, outcome));
  if (interrupts.endsEarly(cell)) return;
  cells.handle(cell, () => {
    comms
      .take(message)
      .catch(reportBackgroundError)
      .then(() => cell.settle({ status: 'ok' }));
  });
}

/** True for errors that say where the cell was interrupted, or what it leaves behind; others are the interrupt's noise. */
function tellsInterrupt(error: unknown, reason: unknown): boolean {
  if (error instanceof InterruptedError) return true;
  return error instanceof Error && error.cause === reason && error.name !== 'AbortError';
}

async function evaluate(program: RunCommand['program'], wantsValue: boolean): Promise<Outcome> {
  const { hasValue, value } = await evaluator.run(program);
  if (!wantsValue || !hasValue || value === undefined) return { status: 'ok' };
  // The preload knows how to show more values than the kernel does.
  if (typeof value === 'object') await evaluator.preloaded();
  const bundle = await displays.render(value);
  // A display handle, for one, has shown what it shows.
  return Object.keys(bundle).length === 0 ? { status: 'ok' } : { status: 'ok', value: bundle };
}

async function finish(cell: Cell, outcome: Outcome): Promise<void> {
  cell.takesInput = false;
  inputs.end(cell);
  await displays.settled(cell.number, cell.controller.signal.aborted ? 0 : displayPatience);
  cells.end(cell);
  emit({ type: 'flushed', cell: cell.number });
  try {
    emit({ type: 'done', cell: cell.number, outcome });
  } catch (error) {
    emit({ type: 'done', cell: cell.number, outcome: failure(error) });
  }
}

function failure(error: unknown): Outcome {
  return { status: 'error', error: evaluator.describeError(error) };
}

/** Errors that no code awaited belong to the cell that started it, and end nothing. */
function reportBackgroundError(error: unknown): void {
  // What else an interrupted cell had under way has ended with it.
  if (error instanceof InterruptedError) return;
  const { traceback } = evaluator.describeError(error);
  process.stderr.write(`${traceback.join('\n')}\n`);
}
