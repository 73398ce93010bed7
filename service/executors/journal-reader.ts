import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { type JournalLine, parseJournal } from './journal.js';

/** Reads a journal while it grows, each line once. */
export class JournalReader {
  readonly #lines: JournalLine[] = [];
  /** Bytes of whole lines that were read. */
  #offset = 0;

  constructor(private readonly path: string) {}

  /** All whole lines that are there now; none when there is no file. At once: see {@link textOf}. */
  lines(): readonly JournalLine[] {
    const bytes = bytesFrom(this.path, this.#offset);
    const end = bytes.lastIndexOf(10) + 1;
    if (end > 0) this.#lines.push(...parseJournal(bytes.toString('utf8', 0, end)));
    this.#offset += end;
    return this.#lines;
  }
}

function bytesFrom(path: string, offset: number): Buffer {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return Buffer.alloc(0);
  }
  try {
    const found = fstatSync(file);
    if (!found.isFile() || found.size <= offset) return Buffer.alloc(0);
    const bytes = Buffer.alloc(found.size - offset);
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
  } catch {
    return Buffer.alloc(0);
  } finally {
    closeSync(file);
  }
}
