import { AsyncLocalStorage } from 'node:async_hooks';
import { inspect } from 'node:util';
import { contextMark } from '../display/async-marks.js';
import { OriginalPromise } from './builtins.js';

/** A program that runs or has run in this session. */
export class Cell {
  readonly number: number;
  /** The number of the command that started it. */
  readonly order: number;
  /** Whether it may ask the front end for input: not after it has ended. */
  takesInput: boolean;
  readonly controller = new AbortController();
  /** Resolves with the first end given, by the program or by an interrupt: the JSON of its `done` event. */
  readonly end: Promise<string>;
  readonly settle: (end: string) => void;
  /** True if its code must not go on where it next has waited. */
  isStopped = false;
  /** How many pieces of its code are cleaning up, which do go on. */
  cleanups = 0;

  constructor({ number, order, takesInput }: Pick<Cell, 'number' | 'order' | 'takesInput'>) {
    this.number = number;
    this.order = order;
    this.takesInput = takesInput;
    let settle: (end: string) => void = () => {};
    this.end = new OriginalPromise(resolve => {
      settle = resolve;
    });
    this.settle = settle;
  }

  [inspect.custom](): string {
    return contextMark;
  }
}

/** Knows which cell the code that calls belongs to, also after awaits and after the cell has ended. */
export class Cells {
  readonly #context = new AsyncLocalStorage<Cell>();
  readonly #running = new Set<Cell>();
  #latest = new Cell({ number: 0, order: 0, takesInput: false });

  /** The cells that have been started and have not ended, the oldest first. */
  get running(): ReadonlySet<Cell> {
    return this.#running;
  }

  /** The cell of the code that calls. */
  get calling(): Cell {
    return this.#context.getStore() ?? this.#latest;
  }

  /** The cell of the code that calls, if it was started by one. */
  get callingOrNone(): Cell | undefined {
    return this.#context.getStore();
  }

  /** Starts code as a cell. */
  start(cell: Cell, run: () => void): void {
    this.#latest = cell;
    this.handle(cell, run);
  }

  /** Starts code that answers a message, as a cell that others are not mistaken for. */
  handle(cell: Cell, run: () => void): void {
    this.#running.add(cell);
    this.#context.run(cell, run);
  }

  /** Takes note that a cell has ended. */
  end(cell: Cell): void {
    this.#running.delete(cell);
  }
}
