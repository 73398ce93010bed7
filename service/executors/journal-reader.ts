import { readSync } from 'node:fs';
import { type JournalLine, parseJournal } from './journal.js';
import { readAtOnce } from './text-of.js';

/** Reads a journal while it grows, each line once. */
export class JournalReader {
  readonly #lines: JournalLine[] = [];
  /** Bytes of whole lines that were read. */
  #offset = 0;

  constructor(private readonly path: string) {}

  /** All whole lines that are there now; none where {@link readAtOnce} reads nothing. */
  lines(): readonly JournalLine[] {
    const bytes = readAtOnce(this.path, (file, size) => bytesFrom(file, this.#offset, size));
    if (!bytes) return this.#lines;
    const end = bytes.lastIndexOf(10) + 1;
    if (end > 0) this.#lines.push(...parseJournal(bytes.toString('utf8', 0, end)));
    this.#offset += end;
    return this.#lines;
  }
}

function bytesFrom(file: number, offset: number, size: number): Buffer | undefined {
  if (size <= offset) return undefined;
  const bytes = Buffer.alloc(size - offset);
  return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, offset));
}
