/** The session process: runs the user's code. Its stdout carries events, see event-frames.ts. */
import { Buffer } from 'node:buffer';
import type { EventEmitter } from 'node:events';
import { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { withoutAsyncMarks } from '../display/async-marks.js';
import type { Bundle } from '../display/display-event.js';
import { Displays } from '../display/displays.js';
import { Evaluator } from '../language/run/evaluator.js';
import { beforeChildren } from './before-children.js';
import { keys, ownProcess as process, stringify } from './builtins.js';
import { CapturedStream } from './captured-stream.js';
import { Cell, Cells } from './cells.js';
import { CommandReader } from './commands.js';
import { CommManager } from './comms.js';
import { EventWriter } from './event-writer.js';
import {
  brokenExitCode,
  type CommCommand,
  type Outcome,
  type RunCommand,
  type SessionArguments,
  type SessionCommand,
  type SessionEvent,
} from './events.js';
import { Inputs } from './inputs.js';
import { InterruptedError } from './interrupted-error.js';
import { Interrupts } from './interrupts.js';
import { ownModules } from './own-modules.js';

/** The descriptors on which the kernel process sends commands and asks for interrupts. */
const commandFd = 3;
const interruptFd = 4;
/** How long a cell that has ended waits for its displays that are still being made, in milliseconds. */
const displayPatience = 5000;

const options = JSON.parse(process.argv[2]!) as SessionArguments;
process.argv.length = 2;

const cells = new Cells();
const writer = new EventWriter(Buffer.from(options.mark, 'hex'), () => interrupts.watchOutput());
// What a child prints follows what was printed before it was started.
beforeChildren(writer.flush);
const emit = (event: SessionEvent): void => writer.write(event);
const displays = new Displays({
  cell: () => cells.calling.number,
  signal: () => cells.callingOrNone?.controller.signal,
  emit,
  openWidget: (data, metadata) => comms.openWidget(data, metadata),
});
for (const [fd, name] of [
  [1, 'stdout'],
  [2, 'stderr'],
] as const) {
  const stream = new CapturedStream(fd, text => {
    const cell = cells.calling.number;
    displays.place(cell);
    writer.print(cell, name, withoutAsyncMarks(text));
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
const interrupts = new Interrupts({
  fd: interruptFd,
  batch: writer.batch.memory,
  cells,
  end: (cell, error) => cell.settle(report(cell, failure(error))),
});
const evaluator = new Evaluator({
  folder: options.folder,
  preload: options.preload,
  modules: ownModules,
  checkpoint: interrupts.checkpoint,
});

const { kill } = process;
const reallyExit = (process as unknown as { reallyExit(code: number): never }).reallyExit;
const listeners: readonly (readonly [event: string, listener: (error: unknown) => void])[] = [
  ['uncaughtException', reportBackgroundError],
  ['unhandledRejection', reportBackgroundError],
  ['exit', writer.flush],
  // Ctrl-C in a terminal and the interrupt of child processes reach the whole group, and this process shall stay.
  ['SIGINT', () => {}],
];
const commands = new Socket({ fd: commandFd });
commands.on('data', new CommandReader(obey).push);
// The kernel process is gone: what the session has started ends with it.
commands.on('close', () => kill(0, 'SIGKILL'));

function obey(command: SessionCommand): void {
  listen();
  if (command.type === 'run') run(command);
  else if (command.type === 'comm') handle(command);
  else inputs.take(command);
}

/**
 * Not before there is something to do: what fails earlier shall end the process, for it could not run cells. Each time, because
 * cells may remove listeners.
 */
function listen(): void {
  const emitter: EventEmitter = process;
  for (const [event, listener] of listeners)
    if (!emitter.listeners(event).includes(listener)) emitter.on(event, listener);
}

const { removeAllListeners } = process;
/** Of all events: without those by which Node itself learns that signals are listened to. */
process.removeAllListeners = event => {
  const own = ['newListener', 'removeListener'];
  const events =
    event === undefined ? process.eventNames().filter(name => !own.includes(String(name))) : [event];
  for (const name of events) removeAllListeners.call(process, name);
  if (event === undefined) listen();
  return process;
};

/** Starts a program. An interrupt may unwind all of this, so nobody waits for it: the cell's outcome is awaited. */
function run(command: RunCommand): void {
  const { order, program, takesInput } = command;
  const cell = new Cell({ number: program.cell, order, takesInput });
  void finish(cell);
  if (interrupts.endsEarly(cell)) return;
  const { signal } = cell.controller;
  signal.addEventListener('abort', () => inputs.end(cell, signal.reason));
  cells.start(cell, () => void settle(cell, command));
}

async function settle(cell: Cell, { program, wantsValue }: RunCommand): Promise<void> {
  try {
    // An interrupt ends the writing too: code of the value's own may take part, and take for ever.
    const value = await evaluate(program, wantsValue);
    cell.settle(report(cell, value ? { status: 'ok', value } : { status: 'ok' }));
  } catch (error) {
    const { signal } = cell.controller;
    const shown = signal.aborted && !tellsInterrupt(error, signal.reason) ? signal.reason : error;
    cell.settle(report(cell, failure(shown)));
  }
}

/** Starts those who listen to a comm. An error of theirs is told where their output is, and ends nothing. */
function handle({ order, cell: number, message }: CommCommand): void {
  const cell = new Cell({ number, order, takesInput: false });
  void finish(cell);
  if (interrupts.endsEarly(cell)) return;
  cells.handle(cell, () => {
    comms
      .take(message)
      .catch(reportBackgroundError)
      .then(() => cell.settle(report(cell, { status: 'ok' })));
  });
}

/** True for errors that say where the cell was interrupted, or what it leaves behind; others are the interrupt's noise. */
function tellsInterrupt(error: unknown, reason: unknown): boolean {
  if (isOf(InterruptedError, error)) return true;
  return isOf(Error, error) && error.cause === reason && error.name !== 'AbortError';
}

/** A proxy may throw when it is looked at. */
function isOf<Kind extends Error>(kind: new () => Kind, error: unknown): error is Kind {
  try {
    return error instanceof kind;
  } catch {
    return false;
  }
}

/** The bundle to show, if there is something to show. */
async function evaluate(program: RunCommand['program'], wantsValue: boolean): Promise<Bundle | undefined> {
  const { hasValue, value } = await evaluator.run(program);
  if (!wantsValue || !hasValue || value === undefined) return undefined;
  // The preload knows how to show more values than the kernel does.
  if (typeof value === 'object') await evaluator.preloaded();
  const bundle = await displays.bundleOf(value);
  // A display handle, for one, has shown what it shows.
  return keys(bundle).length === 0 ? undefined : bundle;
}

async function finish(cell: Cell): Promise<void> {
  try {
    const end = await cell.end;
    cell.takesInput = false;
    inputs.end(cell);
    await displays.settled(cell.number, cell.controller.signal.aborted ? 0 : displayPatience);
    // Errors that nobody awaits are told once the promises have had their turn: they belong before the end.
    await nextTurn();
    cells.end(cell);
    emit({ type: 'flushed', cell: cell.number });
    writer.writeJson(end);
  } catch {
    reallyExit(brokenExitCode);
  }
}

/** @throws TypeError when the outcome can't be written as JSON. */
function report(cell: Cell, outcome: Outcome): string {
  const event: SessionEvent = { type: 'done', cell: cell.number, outcome };
  return stringify(event);
}

function failure(error: unknown): Outcome {
  return { status: 'error', error: evaluator.describeError(error) };
}

/** Errors that no code awaited belong to the cell that started it, and end nothing. */
function reportBackgroundError(error: unknown): void {
  // What else an interrupted cell had under way has ended with it.
  if (isOf(InterruptedError, error)) return;
  const { traceback } = evaluator.describeError(error);
  try {
    process.stderr.write(`${traceback.join('\n')}\n`);
  } catch {
    // A cell has replaced what output is written with.
  }
}
