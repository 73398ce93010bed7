/** What stands for rows in a chart. */
export const marks = [
  'line',
  'path',
  'point',
  'bar',
  'area',
  'histogram',
  'density',
  'box',
  'heatmap',
  'image',
] as const;
export type Mark = (typeof marks)[number];

/** Curves through points. */
export const fits = ['linear', 'quadratic', 'exponential', 'logarithmic', 'power', 'smooth'] as const;
export type Fit = (typeof fits)[number];

/** A value to compare with, drawn as a dashed line across the chart. */
export interface ChartRule {
  /** Where a vertical line stands. */
  readonly x?: number | Date | undefined;
  /** Where a horizontal line lies. */
  readonly y?: number | undefined;
  /** A word or two beside it. */
  readonly label?: string | undefined;
}

/** What a plot shows of its data. */
export interface PlotOptions<Column extends string = string> {
  /** The column along the horizontal axis: numbers, dates, or texts in their order. @default the number of the row */
  readonly x?: Column | undefined;
  /** The column of numbers along the vertical axis; several are drawn as several series. Without one, the values of `x` are counted. */
  readonly y?: Column | readonly Column[] | undefined;
  /** The column that tells series apart by their colour; with marks `heatmap` and `image` the column of numbers to colour by. */
  readonly color?: Column | undefined;
  /** The column of numbers that points show by their size. */
  readonly size?: Column | undefined;
  /** The column whose values get a small chart each. */
  readonly facet?: Column | undefined;
  /**
   * What stands for rows. A `line` goes along the horizontal axis, a `path` from row to row.
   *
   * @default 'line' where x ascends or descends, else 'point'; over texts 'bar', or 'box' where they repeat; without y 'histogram'
   */
  readonly mark?: Mark | undefined;
  /** The column of half-widths of error bars, such as standard errors; with one `y` only. */
  readonly error?: Column | undefined;
  /** A curve through the points of each series: least squares, or `smooth`, a local regression. */
  readonly fit?: Fit | undefined;
  /** Axes that are logarithmic. */
  readonly log?: 'x' | 'y' | 'xy' | undefined;
  /** About how many bins a histogram or a heat map has along an axis. @default as suits the data */
  readonly bins?: number | undefined;
  /** Dragging selects points, and greys out the others, rather than move the chart. @default false */
  readonly brush?: boolean | undefined;
  /** Values to compare with. */
  readonly rule?: ChartRule | readonly ChartRule[] | undefined;
  /** A line above the chart. */
  readonly title?: string | undefined;
  /** @default the name of the column */
  readonly xTitle?: string | undefined;
  /** @default the name of the column; of several columns the unit that they share, as in `T [K]` */
  readonly yTitle?: string | undefined;
  /** Of the whole chart, in pixels. @default 640 */
  readonly width?: number | undefined;
  /** Of the whole chart, in pixels. @default 320 */
  readonly height?: number | undefined;
}
