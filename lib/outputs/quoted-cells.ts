import { MalformedFileError } from '../errors/malformed-file-error.js';

/** Follows a text that comes in pieces through its quoted cells, which may hold lines. A quote opens a cell at its beginning only. */
export class QuotedCells {
  readonly #before: string;
  #last = '\n';
  #held = '';
  /** How the cell begins that is not closed so far. */
  #open: string | undefined;

  /** @param delimiter what stands between cells; undefined where quotes mean nothing */
  constructor(delimiter: string | undefined) {
    this.#before = delimiter === undefined ? '' : `${delimiter}"\r\n`;
  }

  /** The piece with `\n` at the end of each row, whatever was there. Ends of lines in quoted cells stay. */
  even(piece: string): string {
    const text = this.#held + piece;
    this.#held = text.endsWith('\r') ? '\r' : '';
    const whole = this.#held ? text.slice(0, -1) : text;
    const even = whole.replace(/"|\r\n?/g, (found, at: number) => {
      if (found !== '"') return this.#open === undefined ? '\n' : found;
      const opens = this.#open === undefined && this.#before.includes(whole[at - 1] ?? this.#last);
      this.#open = opens ? whole.slice(at, at + 40) : undefined;
      return found;
    });
    this.#last = whole.at(-1) ?? this.#last;
    return even;
  }

  /**
   * What is left once all pieces were given.
   *
   * @throws MalformedFileError where a quoted cell has no end
   */
  end(title: string): string {
    if (this.#open === undefined) return this.#held && '\n';
    throw new MalformedFileError(
      `${title}: the quote before ${JSON.stringify(this.#open.slice(1))} is never closed. Close it, or write it twice where it is a part of the text.`,
    );
  }
}
