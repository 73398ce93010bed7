import type { RunListener } from '../notebook/execute.js';
import type { Cell } from '../notebook/format.js';

const tick = 200;

/** A line per cell on a terminal, the last of them live; plain lines where standard output is no terminal. */
export class CellLines implements RunListener {
  #label = '';
  #progress = '';
  #started = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly out: NodeJS.WriteStream) {}

  cellStarted(cell: Cell, index: number, total: number): void {
    const title = cell.source.trim().split('\n')[0] ?? '';
    const width = String(total).length;
    this.#label = `${String(index + 1).padStart(width)}/${total}  ${title}`;
    this.#progress = '';
    this.#started = performance.now();
    if (!this.out.isTTY) return;
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), tick);
  }

  cellProgress(text: string): void {
    this.#progress = text;
  }

  cellEnded(failed: boolean): void {
    clearInterval(this.#timer);
    const start = this.out.isTTY ? '\r\x1b[K' : '';
    this.out.write(`${start}${this.#fit(`${failed ? '✕' : '✓'} ${this.#time()}  ${this.#label}`)}\n`);
  }

  #draw(): void {
    const progress = this.#progress && `  —  ${this.#progress}`;
    this.out.write(`\r\x1b[K${this.#fit(`… ${this.#time()}  ${this.#label}${progress}`)}`);
  }

  #time(): string {
    return `${((performance.now() - this.#started) / 1000).toFixed(1).padStart(5)} s`;
  }

  #fit(line: string): string {
    const width = (this.out.columns ?? 100) - 1;
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  }
}
