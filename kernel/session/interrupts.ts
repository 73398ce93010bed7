import { setTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import type { Checkpoint } from '../language/transform/checkpoints.js';
import { registerAsyncStack } from './async-stack.js';
import type { Cell, Cells } from './cells.js';
import { InterruptedError } from './interrupted-error.js';

/**
 * Where the watching thread tells up to which command cells shall end and that it has stopped what ran, and the main thread
 * that it has heard of it.
 */
export const shared = { asked: 0, answers: 1, stopped: 2 } as const;

/** What the watching thread is started with. */
export interface WatcherData {
  /** Indexed by {@link shared}. */
  readonly state: Int32Array;
  /** The descriptor on which the kernel process asks for interrupts. */
  readonly fd: number;
  /** Text that the main thread has gathered. */
  readonly batch: SharedArrayBuffer;
}

/** What interrupts work with. */
export interface InterruptsParts extends Omit<WatcherData, 'state'> {
  readonly cells: Cells;
  /** Settles a cell with the error. */
  readonly end: (cell: Cell, error: InterruptedError) => void;
}

const message = 'The cell was interrupted';

/** How long a cell that hears of an interrupt may take to say something before it is stopped, in milliseconds. */
const graceTime = 40;
/** How long a stopped cell may take to tell by its error where that was, in milliseconds. */
const stopTime = 40;
/** The same for a cell whose busy code was stopped, in milliseconds. */
const busyStopTime = 10;

/**
 * Ends cells on request. The kernel process asks a thread of its own, because this one may be busy: that thread
 * stops what runs here, then tells us which cells were meant. It also sends text that waits while this one is busy.
 */
export class Interrupts {
  readonly #cells: Cells;
  readonly #end: InterruptsParts['end'];
  readonly #state = new Int32Array(new SharedArrayBuffer(12));
  readonly #worker: Worker;

  constructor({ fd, batch, cells, end }: InterruptsParts) {
    this.#cells = cells;
    this.#end = end;
    const stack = registerAsyncStack();
    const workerData: WatcherData = { state: this.#state, fd, batch };
    this.#worker = new Worker(new URL('./watcher.js', import.meta.url), { workerData, execArgv: [] });
    this.#worker.unref();
    this.#worker.on('message', (order: number) => {
      stack.restore();
      Atomics.add(this.#state, shared.answers, 1);
      this.#interrupt(order);
    });
  }

  /** To be called when gathered text is to be sent even if this thread is busy. */
  watchOutput(): void {
    this.#worker.postMessage(undefined);
  }

  /** To be called when a cell is about to start: ends it if it was interrupted while something else ran. */
  endsEarly(cell: Cell): boolean {
    const isEarly = cell.order <= Atomics.load(this.#state, shared.asked);
    if (isEarly) this.#end(cell, interruptedError());
    return isEarly;
  }

  /** What the code of a cell passes when it goes on after it has waited. @throws InterruptedError in a cell that was stopped */
  readonly checkpoint: Checkpoint = Object.assign(
    <T>(value: T): T => {
      const cell = this.#cells.callingOrNone;
      if (cell?.isStopped && cell.cleanups === 0) throw new InterruptedError(message);
      return value;
    },
    {
      cleansUp: (change: 1 | -1): void => {
        const cell = this.#cells.callingOrNone;
        if (cell) cell.cleanups += change;
      },
    },
  );

  #interrupt(order: number): void {
    const wasBusy = Atomics.exchange(this.#state, shared.stopped, 0) === 1;
    for (const cell of this.#cells.running) {
      if (cell.order > order || cell.controller.signal.aborted) continue;
      const error = interruptedError();
      const stop = (time: number): void => {
        cell.isStopped = true;
        setTimeout(() => this.#end(cell, error), time);
      };
      // What was busy has ended already; only what runs beside it can say something.
      if (wasBusy) stop(busyStopTime);
      else setTimeout(() => stop(stopTime), graceTime);
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
