import { ChartError } from '../../errors/chart-error.js';
import { Chart } from './chart.js';
import { type ChartSource, readColumn, sourceOf } from './columns.js';
import { schema } from './frame.js';
import type { PlotOptions } from './options.js';
import { type Json, thousands } from './picture.js';

/** More rows in a specification make a notebook that opens slowly. */
const mostRows = 50_000;

/**
 * A chart of a Vega-Lite specification.
 *
 * @param data a table or records for the specification to show; the columns that it names are put into it
 * @throws ChartError when that is too much for a notebook
 */
export function vegaLite(spec: object, data?: Iterable<object>): Chart {
  // Later changes of the object do not show, and what JSON cannot say fails here.
  const own = JSON.parse(JSON.stringify(spec) ?? 'null') as Json;
  const source = data === undefined ? undefined : sourceOf(data);
  const whole = {
    $schema: schema,
    ...(source === undefined ? {} : { data: { values: rowsFor(own, source) } }),
    ...(source === undefined ? own : (withColumns(own, source.columns) as Json)),
  };
  return new Chart(({ title, width, height }: PlotOptions) => ({
    spec: {
      ...whole,
      ...(title === undefined ? {} : { title }),
      ...(width === undefined ? {} : { width }),
      ...(height === undefined ? {} : { height }),
    },
    text: 'Vega-Lite chart',
  }));
}

/** What a specification says in these places are words, not columns. */
const words = ['title', 'text', 'value', 'datum', 'name'];

/** Vega-Lite takes the dots and brackets of a name like `T [K]` for a way into an object, unless they are escaped. */
function withColumns(part: unknown, columns: readonly string[], key = ''): unknown {
  if (typeof part === 'string') {
    return columns.includes(part) && !words.includes(key) ? part.replace(/[.[\]'"\\]/g, '\\$&') : part;
  }
  if (Array.isArray(part)) return part.map(item => withColumns(item, columns, key));
  if (typeof part !== 'object' || part === null) return part;
  const escaped = Object.entries(part).map(([name, item]) => [name, withColumns(item, columns, name)]);
  const { field } = part as { field?: unknown };
  // Vega-Lite would name an axis by the escaped field.
  const isNamed = typeof field === 'string' && columns.includes(field);
  return { ...(isNamed ? { title: field } : {}), ...Object.fromEntries(escaped) };
}

/** The rows of a table, with those of its columns that a specification speaks of. */
function rowsFor(spec: Json, source: ChartSource): object[] {
  if (source.length > mostRows) {
    throw new ChartError(
      `The table has ${thousands(source.length)} rows, and a specification takes ${thousands(mostRows)}. Group or sample it first; plot() does that by itself.`,
    );
  }
  const said = JSON.stringify(spec);
  const columns = source.columns.filter(name => said.includes(JSON.stringify(name).slice(1, -1)));
  const values = columns.map(name => readColumn(source, name));
  return Array.from({ length: source.length }, (_, row) =>
    Object.fromEntries(columns.map((name, i) => [name, plain(values[i]![row])])),
  );
}

/** Dates as milliseconds, which Vega takes for times, and big integers as numbers. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.getTime();
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' && !Number.isFinite(value) ? null : value;
}
