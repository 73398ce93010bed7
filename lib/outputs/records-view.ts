import { types } from 'node:util';
import type { TableView } from '../display/table-cells.js';
import { sampledView, sampleRows } from './sampled-view.js';

/**
 * An array of plain objects as a table, whose columns are their keys in order of appearance. Undefined for all else:
 * objects of a class say themselves how they are shown. Nothing of a getter is run. Of a very long array the columns are
 * those of a sample.
 */
export function recordsView(value: object): TableView | undefined {
  if (!Array.isArray(value) || types.isProxy(value)) return undefined;
  const names = new Set<string>();
  for (const row of sampleRows(value.length)) {
    const record: unknown = value[row];
    if (!isRecord(record)) return undefined;
    for (const name of Object.keys(record)) names.add(name);
  }
  if (names.size === 0) return undefined;
  const columns = [...names];
  return sampledView({
    columns,
    length: value.length,
    value: (row, column) => field(value[row], columns[column]!),
  });
}

/** True for what an object literal or JSON makes, in any realm. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value) || Array.isArray(value))
    return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function field(record: unknown, name: string): unknown {
  return isRecord(record) ? Object.getOwnPropertyDescriptor(record, name)?.value : undefined;
}
