import { Worker } from 'node:worker_threads';
import { registerAsyncStack } from './async-stack.js';
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

/** How long a cell that hears of an interrupt may take to say something before it is ended, in milliseconds. */
const graceTime = 50;

/**
 * Ends cells on request. The kernel process asks a thread of its own, because this one may be busy: that thread
 * stops what runs here, then tells us which cell was meant.
 */
export class Interrupts {
  readonly #cells: Cells;
  readonly #end: (cell: Cell, error: InterruptedError) => void;
  /** The number of a cell that was interrupted while something else kept it from starting. */
  #early: number | undefined;

  /**
   * @param fd where the kernel process writes the numbers of cells
   * @param end settles a cell with the error
   */
  constructor(fd: number, cells: Cells, end: (cell: Cell, error: InterruptedError) => void) {
    this.#cells = cells;
    this.#end = end;
    const stack = registerAsyncStack();
    const answers = new Int32Array(new SharedArrayBuffer(4));
    const data: InterruptWorkerData = { answers, fd };
    const worker = new Worker(new URL('./interrupt-worker.js', import.meta.url), {
      workerData: data,
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (number: number) => {
      stack.restore();
      Atomics.add(answers, 0, 1);
      this.#interrupt(number);
    });
    // Ctrl-C in a terminal and the interrupt of child processes reach the whole group, and this process shall stay.
    process.on('SIGINT', () => {});
  }

  /** To be called when a cell is about to start: ends it if it was interrupted before. */
  endsEarly(cell: Cell): boolean {
    const isEarly = this.#early === cell.number;
    this.#early = undefined;
    if (isEarly) this.#end(cell, interruptedError());
    return isEarly;
  }

  #interrupt(number: number): void {
    const cell = this.#cells.latest;
    if (cell.number !== number) this.#early = number;
    else if (!cell.controller.signal.aborted) {
      const error = interruptedError();
      setTimeout(() => this.#end(cell, error), graceTime);
      cell.controller.abort(error);
    }
  }
}

function interruptedError(): InterruptedError {
  const error = new InterruptedError('The cell was interrupted');
  // The stack would lead to this file, not to the cell.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
