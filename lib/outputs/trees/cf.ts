import { validDate } from '../valid-date.js';
import type { RawArray } from './raw.js';

/** What attributes say of values, by the CF conventions that NetCDF files keep (https://cfconventions.org). */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * Values as they are meant: packed numbers unpacked (`scale_factor`, `add_offset`), those that stand for nothing (`_FillValue`,
 * `missing_value`) as NaN. All else as it is.
 */
export function unpacked(array: RawArray, attributes: Attributes): RawArray {
  const { data } = array;
  const scale = number(attributes['scale_factor']);
  const offset = number(attributes['add_offset']);
  const fills = [attributes['_FillValue'], attributes['missing_value']].flat().filter(isNumber);
  if (!ArrayBuffer.isView(data) || (scale ?? offset ?? fills[0]) === undefined) return array;
  const values = Float64Array.from(data as Iterable<number | bigint> as Iterable<number>, Number);
  const missing = (value: number) => fills.includes(value);
  if (scale === undefined && offset === undefined && !values.some(missing)) return array;
  const meant = values.map(value => (missing(value) ? Number.NaN : value * (scale ?? 1) + (offset ?? 0)));
  return { ...array, dtype: 'float64', data: meant };
}

const seconds: Readonly<Record<string, number>> = {
  second: 1,
  sec: 1,
  s: 1,
  minute: 60,
  min: 60,
  hour: 3600,
  hr: 3600,
  h: 3600,
  day: 86_400,
  d: 86_400,
};

/** Times (`days since 1970-01-01`) as dates, missing ones as null; undefined where the attributes say no time of our calendar. */
export function dates(values: ArrayLike<unknown>, attributes: Attributes): (Date | null)[] | undefined {
  const [, unit = '', since = ''] =
    /^\s*(\w+?)s?\s+since\s+(.+)$/i.exec(String(attributes['units'] ?? '')) ?? [];
  const calendar = attributes['calendar'] ?? 'standard';
  const step = seconds[unit.toLowerCase()];
  const start = instant(since);
  if (!step || start === undefined || !/^(standard|gregorian|proleptic_gregorian)$/.test(String(calendar)))
    return undefined;
  return Array.from(values, value => validDate(new Date(start + Number(value) * step * 1000)));
}

/** Milliseconds since 1970 of `1990-1-1 06:00:00`, which is UTC where it names no zone. */
function instant(text: string): number | undefined {
  const [, year, month, day, clock = '0:0', zone = ''] =
    /^(\d{1,4})-(\d{1,2})-(\d{1,2})(?:[T ]+(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d*)?)?))?\s*(Z|UTC|GMT|\+?00:?00)?\s*$/i.exec(
      text,
    ) ?? [];
  if (year === undefined || (zone !== '' && !/^(Z|UTC|GMT|\+?00:?00)$/i.test(zone))) return undefined;
  const [hours = 0, minutes = 0, rest = 0] = clock.split(':').map(Number);
  const time = Date.UTC(Number(year), Number(month) - 1, Number(day), hours, minutes) + rest * 1000;
  // Date.UTC takes years below 100 for those of the last century.
  return Number(year) < 100 ? new Date(time).setUTCFullYear(Number(year)) : time;
}

function number(value: unknown): number | undefined {
  const [first] = [value].flat();
  return isNumber(first) ? first : undefined;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
