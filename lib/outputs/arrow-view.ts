import type { TableView } from '../display/table-cells.js';
import { sampledView } from './sampled-view.js';

/** What is used of an Arrow table (https://arrow.apache.org/docs/js/classes/Arrow.dom.Table.html), of whichever version. */
export interface ArrowTable {
  readonly numRows: number;
  readonly schema: { readonly fields: readonly ArrowField[] };
  getChildAt(column: number): { get(row: number): unknown } | null;
}

export interface ArrowField {
  readonly name: string;
  readonly type: { readonly typeId: number };
}

/** Arrow's numbers of the types whose values are milliseconds since 1970: Date and Timestamp. */
const dates = new Set([8, 10]);

/** An Arrow table as a table; undefined for all else. */
export function arrowView(value: object): TableView | undefined {
  if (!isArrowTable(value)) return undefined;
  const { fields } = value.schema;
  const vectors = fields.map((_, column) => value.getChildAt(column));
  return sampledView({
    columns: fields.map(field => String(field.name)),
    length: value.numRows,
    value: (row, column) => plain(vectors[column]?.get(row), fields[column]!.type.typeId),
  });
}

function isArrowTable(value: object): value is ArrowTable {
  const { numRows, schema, getChildAt } = value as Partial<ArrowTable>;
  return typeof numRows === 'number' && typeof getChildAt === 'function' && Array.isArray(schema?.fields);
}

/** Dates as such, lists and structures as arrays and objects. */
function plain(value: unknown, type: number): unknown {
  if (dates.has(type) && typeof value === 'number') return new Date(value);
  const { toJSON } = Object(value) as { toJSON?: unknown };
  return typeof toJSON === 'function' && !(value instanceof Date) ? toJSON.call(value) : value;
}
