import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Program } from './language.js';
import type { Position } from './positions.js';

/** A place in a cell's text. */
export interface CellPosition extends Position {
  readonly cell: number;
}

const IN_CELL = /cell\[(\d+)\]:(\d+):(\d+)/;
/** Frames of the kernel itself and of how it runs a cell. */
const OWN = new URL('..', import.meta.url).href;

/** Knows the text of every cell that ran, and makes stack traces speak of it. */
export class CellStacks {
  readonly #maps = new Map<number, string | TraceMap>();

  add(program: Program): void {
    if (program.map) this.#maps.set(program.cell, program.map);
  }

  /** The text of a cell that ran. */
  textOf(cell: number): string | undefined {
    return this.#mapOf(cell)?.sourcesContent?.[0] ?? undefined;
  }

  /** Makes `stack` of every error in this process name places in the cells' own text, without frames of the kernel. */
  install(): void {
    Error.prepareStackTrace = (error, frames) => {
      const lines = frames
        .map(frame => `    at ${this.translate(String(frame))}`)
        .filter(line => !line.includes(OWN) && !line.includes('(node:vm:'));
      return [headline(error), ...lines].join('\n');
    };
  }

  /** Replaces a place in a cell's JavaScript with the place in its text. */
  translate(frame: string): string {
    return frame.replace(IN_CELL, (found, cell, line, column) => {
      const map = this.#mapOf(Number(cell));
      if (!map) return found;
      const original = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
      return original.line === null
        ? `cell[${cell}]`
        : `cell[${cell}]:${original.line}:${original.column + 1}`;
    });
  }

  #mapOf(cell: number): TraceMap | undefined {
    const map = this.#maps.get(cell);
    if (typeof map !== 'string') return map;
    const traced = new TraceMap(map);
    this.#maps.set(cell, traced);
    return traced;
  }
}

/** The first place in a cell that a (translated) stack names. */
export function cellPositionIn(stack: string): CellPosition | undefined {
  const found = IN_CELL.exec(stack);
  return found ? { cell: Number(found[1]), line: Number(found[2]), column: Number(found[3]) } : undefined;
}

function headline(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
