import { parse } from 'ini';
import { members, notTooDeep, valuesReader } from './values.js';

/** INI: sections of `key = value`. Numbers, `true` and `false` are values as such; all else is text. */
export const iniReader = valuesReader('INI', text => typed(notTooDeep<unknown>(parse(text), members)));

function typed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(typed);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, typed(each)]));
  }
  return typeof value === 'string' && /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(value)
    ? Number(value)
    : value;
}
