import { cut } from '../../lib/display/cut.js';
import type { RunListener } from '../notebook/execute.js';
import type { Cell } from '../notebook/format.js';
import { oneLine } from './one-line.js';

const tick = 200;
/** Characters of a cell's first line that stay beside its progress. */
const shortestLabel = 30;

/** A line per cell on a terminal, the last of them live; plain lines where standard output is no terminal. */
export class CellLines implements RunListener {
  #label = '';
  #progress = '';
  #started = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: NodeJS.WriteStream) {}

  cellStarted(cell: Cell, index: number, total: number): void {
    const title = oneLine(cell.source.trim().split('\n')[0] ?? '');
    const width = String(total).length;
    this.#label = `${String(index + 1).padStart(width)}/${total}  ${title}`;
    this.#progress = '';
    this.#started = performance.now();
    if (!this.out.isTTY) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), tick);
  }

  cellProgress(text: string): void {
    this.#progress = oneLine(text);
  }

  cellEnded(failed: boolean): void {
    clearInterval(this.#timer);
    const start = this.out.isTTY ? '\r\x1b[K' : '';
    this.out.write(`${start}${cut(`${failed ? '✕' : '✓'} ${this.#time()}  ${this.#label}`, this.#width)}\n`);
  }

  #draw(): void {
    const start = `… ${this.#time()}  `;
    // How far the cell is matters more than the end of its first line.
    const progress =
      this.#progress && `  —  ${cut(this.#progress, this.#width - start.length - shortestLabel)}`;
    const label = cut(this.#label, Math.max(shortestLabel, this.#width - start.length - progress.length));
    this.out.write(`\r\x1b[K${cut(start + label + progress, this.#width)}`);
  }

  #time(): string {
    return `${((performance.now() - this.#started) / 1000).toFixed(1).padStart(5)} s`;
  }

  get #width(): number {
    // A terminal of a container may say that it has no columns.
    return (this.out.columns || 100) - 1;
  }
}
