import type { Vector } from 'apache-arrow';
import type { ArrowTable } from './arrow-view.js';
import type { ColumnData } from './column-data.js';
import type { ColumnType } from './column-type.js';

type Arrow = typeof import('apache-arrow');

/** Columns as an Arrow table: whole numbers of 64 bits, doubles, texts, booleans, milliseconds; what else there is as JSON. */
export async function arrowTable(columns: ColumnData): Promise<ArrowTable> {
  const arrow = await import('apache-arrow');
  return made(arrow, columns) as unknown as ArrowTable;
}

/** Columns as an Arrow file (Feather version 2). */
export async function arrowBytes(columns: ColumnData): Promise<Uint8Array> {
  const arrow = await import('apache-arrow');
  return arrow.tableToIPC(made(arrow, columns), 'file');
}

function made(arrow: Arrow, { data, types }: ColumnData) {
  const vectors = [...data].map(
    ([name, values]) => [name, vector(arrow, types[name] ?? 'mixed', values)] as const,
  );
  return new arrow.Table(Object.fromEntries(vectors));
}

function vector(arrow: Arrow, type: ColumnType, values: readonly unknown[]): Vector {
  const given = (convert: (value: unknown) => unknown) =>
    values.map(value => (value === null || value === undefined ? null : convert(value)));
  switch (type) {
    case 'int':
      return arrow.vectorFromArray(
        given(value => BigInt(value as number)),
        new arrow.Int64(),
      );
    case 'float':
      return arrow.vectorFromArray(given(Number), new arrow.Float64());
    case 'boolean':
      return arrow.vectorFromArray(given(Boolean), new arrow.Bool());
    case 'date':
      return arrow.vectorFromArray(given(Number), new arrow.TimestampMillisecond());
    default:
      return arrow.vectorFromArray(
        given(value => (typeof value === 'object' ? JSON.stringify(value) : String(value))),
        new arrow.Utf8(),
      );
  }
}
