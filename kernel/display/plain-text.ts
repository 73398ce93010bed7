import { inspect, stripVTControlCharacters, types } from 'node:util';
import { withoutAsyncMarks } from './async-marks.js';

/** A longer text/plain is cut: it would make the notebook slow to open. In UTF-16 units. */
const longestText = 100_000;
/** As deep as a value is written that has fewer entries than {@link mostEntries} above that depth. */
const deepest = 4;
const mostEntries = 10_000;
/** Node's inspection writes as many elements of an array, Map or Set. */
const mostElements = 100;
/** Of an object with more keys, as a dictionary may have, the first are written. */
const mostKeys = 1000;

/** A value as text: Node's inspection, without colours and bounded in time and length. Whatever the value is, it never throws. */
export function plainText(value: unknown): string {
  try {
    return inspected(value);
  } catch {
    // Cells may replace what the inspection is made with.
    return fallback(value);
  }
}

function inspected(value: unknown): string {
  const { shown, left } = firstKeys(value);
  const options = {
    colors: false,
    depth: affordableDepth(shown),
    maxArrayLength: mostElements,
    maxStringLength: 10_000,
    breakLength: 80,
  };
  const more = left > 0 ? [`… ${left} more keys`] : [];
  for (const customInspect of [true, false]) {
    try {
      const text = stripVTControlCharacters(inspect(shown, { ...options, customInspect }));
      return [cut(withoutAsyncMarks(text)), ...more].join('\n');
    } catch {
      // A getter or an inspection of the value's own throws.
    }
  }
  return fallback(value);
}

function fallback(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return `${value}`;
  return `(a value of type ${typeof value} that cannot be shown)`;
}

/** The first part of a text, when it is too long to be shown. */
export function cut(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n… ${text.length - longestText} more characters`;
}

/** An object of very many keys as one of few. */
function firstKeys(value: unknown): { shown: unknown; left: number } {
  if (!isPlain(value)) return { shown: value, left: 0 };
  const keys = Object.keys(value);
  if (keys.length <= mostKeys) return { shown: value, left: 0 };
  const shown: object = Object.create(Object.getPrototypeOf(value));
  for (const key of keys.slice(0, mostKeys)) {
    Object.defineProperty(shown, key, Object.getOwnPropertyDescriptor(value, key)!);
  }
  return { shown, left: keys.length - mostKeys };
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** The greatest depth at which no more than {@link mostEntries} entries are written: they multiply with each step further in. */
function affordableDepth(value: unknown): number {
  let level = [value];
  let entries = 0;
  for (let depth = 0; depth < deepest; depth++) {
    level = level.flatMap(entriesOf);
    entries += level.length;
    if (entries > mostEntries) return Math.max(0, depth - 1);
  }
  return deepest;
}

/** What an inspection writes inside of a value, without running any code of the value's own. */
function entriesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return [];
  if (Array.isArray(value)) {
    const shown = Math.min(value.length, mostElements);
    return Array.from({ length: shown }, (_, i) => Object.getOwnPropertyDescriptor(value, i)?.value);
  }
  if (types.isMap(value)) return first(Map.prototype.entries.call(value)).flat();
  if (types.isSet(value)) return first(Set.prototype.values.call(value));
  if (ArrayBuffer.isView(value)) return [];
  return Object.values(Object.getOwnPropertyDescriptors(value)).map(property => property.value);
}

function first<T>(elements: Iterable<T>): T[] {
  const list: T[] = [];
  for (const element of elements) {
    if (list.length === mostElements) break;
    list.push(element);
  }
  return list;
}
