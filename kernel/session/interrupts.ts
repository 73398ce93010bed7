import { Worker } from 'node:worker_threads';
import type { Cell, Cells } from './cells.js';

/** What the main thread and the interrupting thread share: how many of its messages the main thread has answered. */
export interface InterruptWorkerData {
  readonly answers: Int32Array;
  /** The descriptor on which the kernel process asks for interrupts. */
  readonly fd: number;
}

/** A cell was stopped by the user. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
  readonly code = 'INTERRUPTED';
}

/** The function by which the interrupting thread prepares this one for being stopped. */
export const unwindKey = 'tunebook.unwind';

/** How long a cell that hears of an interrupt may take to say something before it is ended, in milliseconds. */
const graceTime = 50;

/**
 * Ends cells on request. The kernel process asks a thread of its own, because this one may be busy: that thread
 * stops what runs here, then tells us which cell was meant.
 *
 * @param end settles the cell with the error
 */
export function listenForInterrupts(
  fd: number,
  cells: Cells,
  end: (cell: Cell, error: InterruptedError) => void,
): void {
  const answers = new Int32Array(new SharedArrayBuffer(4));
  const data: InterruptWorkerData = { answers, fd };
  const worker = new Worker(new URL('./interrupt-worker.js', import.meta.url), {
    workerData: data,
    execArgv: [],
    stdout: false,
    stderr: false,
  });
  worker.unref();
  worker.on('message', (number: number) => {
    Atomics.add(answers, 0, 1);
    Atomics.notify(answers, 0);
    const cell = cells.latest;
    if (cell.number !== number || cell.controller.signal.aborted) return;
    const error = new InterruptedError('The cell was interrupted');
    // The stack would lead to this line, not to the cell's.
    error.stack = `${error.name}: ${error.message}`;
    setTimeout(() => end(cell, error), graceTime);
    cell.controller.abort(error);
  });
  prepareForUnwinding();
  // A terminal's Ctrl-C and the interrupt of blocked child processes reach the whole group: only the latter shall end.
  process.on('SIGINT', () => {});
}

/**
 * Node keeps a stack of asynchronous contexts that code leaves by `finally`, which does not run when it is stopped;
 * where AsyncLocalStorage is made of async hooks (before Node 24) Node aborts when it finds that stack not empty.
 */
function prepareForUnwinding(): void {
  const internals = process as unknown as { binding(name: string): { clearAsyncIdStack(): void } };
  const { noDeprecation } = process;
  // There is no public name for it; the user can do nothing about the warning.
  process.noDeprecation = true;
  const { clearAsyncIdStack } = internals.binding('async_wrap');
  process.noDeprecation = noDeprecation ?? false;
  Object.defineProperty(globalThis, Symbol.for(unwindKey), { value: clearAsyncIdStack });
}
