import { Chart } from './chart.js';
import { sourceOf } from './columns.js';
import { drawMatrix, drawTable } from './draw.js';
import { isMatrix, type Matrix } from './matrix.js';
import type { PlotOptions } from './options.js';

export type { Chart } from './chart.js';
export type { Matrix } from './matrix.js';
export type { ChartRule, Fit, Mark, PlotOptions } from './options.js';

/**
 * Plots columns of a table, or of records; a matrix as an image. Large tables are shown by fewer points, and the chart says so;
 * what is counted, averaged or fitted is so over all rows.
 *
 * @throws UnknownColumnError when a column does not exist; the message has the names that are near
 * @throws NotANumberError when a column along the vertical axis holds something else
 * @throws ChartError when options do not go together
 * @example
 * const found = [{ temp: 1, press: 2.3, sem: 0.1 }, { temp: 1.1, press: 3, sem: 0.1 }]
 * plot(found, { x: 'temp', y: 'press', error: 'sem', rule: { y: 3, label: 'target' } })
 */
export function plot(matrix: Matrix, options?: PlotOptions<never>): Chart;
export function plot<Row extends object>(
  data: Iterable<Row>,
  options: PlotOptions<keyof Row & string>,
): Chart;
export function plot(data: Iterable<object> | Matrix, options: PlotOptions = {}): Chart {
  if (isMatrix(data)) return new Chart(changes => drawMatrix(data, { ...options, ...changes }));
  const source = sourceOf(data);
  return new Chart((changes, place) => drawTable(source, { ...options, ...changes }, place));
}
