import type { InputOptions } from './cell-globals.js';
import type { Cell, Cells } from './cells.js';
import type { InputReply, SessionEvent } from './events.js';

/** A cell asks for input in a front end, or at a time, where nobody can answer. */
export class StdinNotImplementedError extends Error {
  override readonly name = 'StdinNotImplementedError';
  readonly code = 'stdin-not-implemented';
}

/** Whoever was asked for input ended it (Ctrl-D). */
export class EndOfInputError extends Error {
  override readonly name = 'EndOfInputError';
  readonly code = 'end-of-input';
}

/** What front ends send in place of a line when there is no more input. */
const endOfInput = '\x04';

const endedBefore =
  'The cell that asked for input ended before the answer. Await what input() returns in the cell';

interface Waiting {
  readonly cell: Cell;
  resolve(text: string): void;
  reject(error: Error): void;
}

/** The cells' `input()`: the kernel process asks the front end. */
export class Inputs {
  readonly #cells: Cells;
  readonly #emit: (event: SessionEvent) => void;
  readonly #waiting = new Map<number, Waiting>();
  #count = 0;

  constructor(cells: Cells, emit: (event: SessionEvent) => void) {
    this.#cells = cells;
    this.#emit = emit;
  }

  /** Asks the front end that runs the calling cell for a line. */
  readonly ask = (prompt = '', { password = false }: InputOptions = {}): Promise<string> => {
    const cell = this.#cells.callingOrNone;
    return new Promise((resolve, reject) => {
      if (!cell?.takesInput) {
        throw new StdinNotImplementedError(
          'Nobody can be asked for input here: only a cell that runs in a front end which allows it can ask. Write the value in the cell, or read it from a file or from process.env',
        );
      }
      const id = this.#count++;
      this.#waiting.set(id, { cell, resolve, reject });
      this.#emit({
        type: 'input',
        cell: cell.number,
        id,
        prompt: String(prompt),
        password: password === true,
      });
    });
  };

  /** Takes what was typed. */
  take({ id, value }: InputReply): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (value === endOfInput) waiting?.reject(new EndOfInputError('The input was ended before a line of it'));
    else waiting?.resolve(value);
  }

  /** Ends what a cell waits for, when it is interrupted or has ended. */
  end(cell: Cell, error: Error = new StdinNotImplementedError(endedBefore)): void {
    for (const [id, waiting] of this.#waiting) {
      if (waiting.cell !== cell) continue;
      this.#waiting.delete(id);
      waiting.reject(error);
    }
  }
}
