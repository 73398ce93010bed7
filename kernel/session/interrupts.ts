import { Worker } from 'node:worker_threads';
import { registerAsyncStack } from './async-stack.js';
import type { Cell, Cells } from './cells.js';
import { InterruptedError } from './interrupted-error.js';

/** Where the interrupting thread tells up to which command cells shall end, and the main thread that it has heard of it. */
export const shared = { asked: 0, answers: 1 } as const;

/** What the interrupting thread is started with. */
export interface InterruptWorkerData {
  /** Indexed by {@link shared}. */
  readonly state: Int32Array;
  /** The descriptor on which the kernel process asks for interrupts. */
  readonly fd: number;
}

const message = 'The cell was interrupted';

/** How long a cell that hears of an interrupt may take to say something before it is stopped, in milliseconds. */
const graceTime = 50;
/** How long a stopped cell may take to tell by its error where that was, in milliseconds. */
const stopTime = 50;

/**
 * Ends cells on request. The kernel process asks a thread of its own, because this one may be busy: that thread
 * stops what runs here, then tells us which cells were meant.
 */
export class Interrupts {
  readonly #cells: Cells;
  readonly #end: (cell: Cell, error: InterruptedError) => void;
  readonly #state = new Int32Array(new SharedArrayBuffer(8));

  /**
   * @param fd where the kernel process writes the numbers of commands
   * @param end settles a cell with the error
   */
  constructor(fd: number, cells: Cells, end: (cell: Cell, error: InterruptedError) => void) {
    this.#cells = cells;
    this.#end = end;
    const stack = registerAsyncStack();
    const data: InterruptWorkerData = { state: this.#state, fd };
    const worker = new Worker(new URL('./interrupt-worker.js', import.meta.url), {
      workerData: data,
      execArgv: [],
    });
    worker.unref();
    worker.on('message', (order: number) => {
      stack.restore();
      Atomics.add(this.#state, shared.answers, 1);
      this.#interrupt(order);
    });
    // Ctrl-C in a terminal and the interrupt of child processes reach the whole group, and this process shall stay.
    process.on('SIGINT', () => {});
  }

  /** To be called when a cell is about to start: ends it if it was interrupted while something else ran. */
  endsEarly(cell: Cell): boolean {
    const isEarly = cell.order <= Atomics.load(this.#state, shared.asked);
    if (isEarly) this.#end(cell, interruptedError());
    return isEarly;
  }

  /** What the code of a cell passes when it goes on after it has waited. @throws InterruptedError in a cell that was stopped */
  readonly checkpoint = <T>(value: T): T => {
    if (this.#cells.callingOrNone?.isStopped) throw new InterruptedError(message);
    return value;
  };

  #interrupt(order: number): void {
    for (const cell of this.#cells.running) {
      if (cell.order > order || cell.controller.signal.aborted) continue;
      const error = interruptedError();
      setTimeout(() => {
        cell.isStopped = true;
        setTimeout(() => this.#end(cell, error), stopTime);
      }, graceTime);
      cell.controller.abort(error);
    }
  }
}

function interruptedError(): InterruptedError {
  const error = new InterruptedError(message);
  // The stack would lead to this file, not to the cell.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}
