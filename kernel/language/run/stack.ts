import { findSourceMap } from 'node:module';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Program } from '../language.js';
import type { Position } from '../positions.js';

/** A place in a cell's text. */
export interface CellPosition extends Position {
  readonly cell: number;
}

const IN_CELL = /cell\[(\d+)\]:(\d+):(\d+)/;
/** A module of the notebook's folder, by the name under which its present version is loaded. */
const IN_FILE = /(file:\/\/[^\s()]*)(\?changed=[\d.]+):(\d+):(\d+)/;
/** Frames of the kernel itself, of how it runs a cell, and of the preload that comes with it. */
const OWN = new URL('../../..', import.meta.url).href;
/** Runs the cells: what called it is no concern of a cell. */
const EVALUATOR = new URL('./evaluator.js', import.meta.url).href;

/** Knows the text of every cell that ran, and makes stack traces speak of it. */
export class CellStacks {
  readonly #maps = new Map<number, string | TraceMap>();

  /** Takes the source map of a cell that is about to run. */
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
      const outer = frames.findIndex(frame => String(frame).includes(EVALUATOR));
      const lines = (outer === -1 ? frames : frames.slice(0, outer))
        .map(frame => `    at ${this.translate(String(frame))}`)
        .filter(isOfInterest);
      return [headline(error), ...lines].join('\n');
    };
  }

  /** Replaces a place in the JavaScript that ran with the place in what the user wrote. */
  translate(frame: string): string {
    return frame
      .replace(IN_CELL, (found, cell, line, column) => {
        const map = this.#mapOf(Number(cell));
        if (!map) return found;
        const original = originalPositionFor(map, { line: Number(line), column: Number(column) - 1 });
        return original.line === null
          ? `cell[${cell}]`
          : `cell[${cell}]:${original.line}:${original.column + 1}`;
      })
      .replace(IN_FILE, (_, file, version, line, column) => {
        const origin = findSourceMap(file + version)?.findOrigin(Number(line), Number(column));
        if (!origin || !('lineNumber' in origin)) return `${file}:${line}:${column}`;
        return `${file}:${origin.lineNumber}:${origin.columnNumber}`;
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

/** False for frames of the kernel and its preload, and of Node's loader and timers, where nothing is to be found. */
export function isOfInterest(frame: string): boolean {
  return !frame.includes(OWN) && !/node:(vm|internal\/)/.test(frame);
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
