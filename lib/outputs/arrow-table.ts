import type { Vector } from 'apache-arrow';
import type { ArrowTable } from './arrow-view.js';
import type { ColumnData } from './column-data.js';
import type { ColumnType } from './column-type.js';
import { jsonText } from './json-text.js';
import { wholeKind } from './whole-numbers.js';

type Arrow = typeof import('apache-arrow');

/** Columns as an Arrow table: whole numbers of 64 bits (larger ones as texts), doubles, texts, booleans, milliseconds; what else there is as JSON. */
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
    case 'int': {
      const kind = wholeKind(values);
      if (kind === 'beyond') return arrow.vectorFromArray(given(String), new arrow.Utf8());
      return arrow.vectorFromArray(
        given(value => BigInt(value as number)),
        kind === 'signed' ? new arrow.Int64() : new arrow.Uint64(),
      );
    }
    case 'float':
      return arrow.vectorFromArray(given(Number), new arrow.Float64());
    case 'boolean':
      return arrow.vectorFromArray(given(Boolean), new arrow.Bool());
    case 'date':
      return arrow.vectorFromArray(given(Number), new arrow.TimestampMillisecond());
    default:
      return arrow.vectorFromArray(given(jsonText), new arrow.Utf8());
  }
}
