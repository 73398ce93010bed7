import type { PlotOptions } from './options.js';

export type Json = Record<string, unknown>;

/** Marks and what they stand on, before they get a frame. */
export interface Picture {
  /** The data of all layers that have none of their own. */
  readonly data: readonly object[];
  readonly layer: readonly Json[];
  /** What there is to see: `30 points`. */
  readonly what: string;
  /** What there is not, for the reader of the chart: `2000 of 100000 points`. */
  readonly notes: readonly string[];
}

/** What a chart must know of its place among others. */
export interface Place {
  /** Names the only series, where the chart shares its colours with others. */
  readonly name?: string;
  /** All series that share the colours. */
  readonly series?: readonly (number | string)[];
}

/** `100,000` */
export function thousands(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 value`, `100,000 values` */
export function counted(count: number, noun: string): string {
  return `${thousands(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Options with their sizes. */
export type Sized = PlotOptions & { readonly width: number; readonly height: number };
