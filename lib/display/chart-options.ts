/** What stands for a row in a chart. */
export type Mark = 'line' | 'point' | 'bar' | 'area';

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
  /** The column along the horizontal axis: numbers, dates, or texts in their order. */
  readonly x: Column;
  /** The column of numbers along the vertical axis; several are drawn as several series. */
  readonly y: Column | readonly Column[];
  /** The column that tells series apart by their colour. */
  readonly color?: Column | undefined;
  /** @default 'line', 'point' with error bars, 'bar' over texts */
  readonly mark?: Mark | undefined;
  /** The column of half-widths of error bars, such as standard errors; with one `y` only. */
  readonly error?: Column | undefined;
  /** Values to compare with. */
  readonly rule?: ChartRule | readonly ChartRule[] | undefined;
  /** A line above the chart. */
  readonly title?: string | undefined;
  /** @default the name of the column */
  readonly xTitle?: string | undefined;
  /** @default the name of the column, nothing when there are several */
  readonly yTitle?: string | undefined;
  /** Of the whole chart, in pixels. @default 640 */
  readonly width?: number | undefined;
  /** Of the whole chart, in pixels. @default 320 */
  readonly height?: number | undefined;
}
