import { inspect } from 'node:util';
import { ControlError } from '../../errors/control-error.js';
import { escapeHtml } from '../html.js';

/** One parameter that a user chooses; {@link slider} and {@link choice} make them. */
export interface Control<T = unknown> {
  readonly value: T;
  /** The value that was given, checked: by code, or by a page as text. @throws ControlError */
  read(given: unknown): T;
  /** What it may be, in words. */
  readonly range: string;
  /** The input, as HTML. */
  html(value: T, marks: string): string;
}

/**
 * A number between two others, by a slider.
 *
 * @param options `step`: the least difference of two values; by default about a hundredth of the range, a whole number if
 *   the ends are and lie far enough apart. `value`: where it begins; by default in the middle
 * @throws ControlError when the ends are no range
 * @example
 * controls({ temp: slider(0.5, 3) }, ({ temp }) => 7 * temp - 4.7)
 */
export function slider(
  min: number,
  max: number,
  options: { readonly step?: number; readonly value?: number } = {},
): Control<number> {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max)) {
    throw new ControlError(
      `slider(${min}, ${max}) is no range: give the lower end first, then the upper one`,
    );
  }
  const step = options.step ?? defaultStep(min, max);
  if (!(step > 0)) throw new ControlError(`slider(): step is ${step}: it is a number above 0`);
  const range = `${min} to ${max}`;
  const read = (given: unknown): number => {
    const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    if (typeof value === 'number' && value >= min && value <= max) return value;
    throw new ControlError(`${inspect(given)} is no number from ${min} to ${max}`);
  };
  const middle = min + Math.round((max - min) / 2 / step) * step;
  return {
    value: read(options.value ?? Number(middle.toPrecision(12))),
    read,
    range,
    html: (value, marks) =>
      `<input type="range" min="${min}" max="${max}" step="${step}" value="${value}" ${marks}><output>${value}</output>`,
  };
}

/**
 * One of several values, by a menu.
 *
 * @throws ControlError when there are none, or the value is not among them
 * @example
 * controls({ pair: choice(['lj/cut', 'morse']) }, ({ pair }) => pair)
 */
export function choice<const T extends string | number | boolean>(
  values: readonly T[],
  options: { readonly value?: T } = {},
): Control<T> {
  if (values.length === 0) throw new ControlError('choice([]) has nothing to choose from');
  const texts = values.map(String);
  const read = (given: unknown): T => {
    const place = values.indexOf(given as T);
    const found = values[place >= 0 ? place : texts.indexOf(String(given))];
    if (found !== undefined) return found;
    throw new ControlError(`${inspect(given)} is none of ${texts.join(', ')}`);
  };
  return {
    value: read(options.value ?? values[0]),
    read,
    range: texts.join(', '),
    html: (value, marks) => {
      const items = texts.map(
        text => `<option${text === String(value) ? ' selected' : ''}>${escapeHtml(text)}</option>`,
      );
      return `<select ${marks}>${items.join('')}</select>`;
    },
  };
}

/** What a plain value stands for: a number, a text or a switch. */
export function controlOf(given: unknown): Control<unknown> {
  if (typeof given === 'number') return plain(given, 'number', 'any number', Number);
  if (typeof given === 'string') return plain(given, 'text', 'any text', String);
  if (typeof given === 'boolean') {
    const read = (value: unknown) => value === true || value === 'true';
    const html = (value: unknown, marks: string) =>
      `<input type="checkbox"${value ? ' checked' : ''} ${marks}>`;
    return { value: given, read, range: 'true or false', html };
  }
  if (typeof (given as Partial<Control<unknown>> | null)?.read === 'function')
    return given as Control<unknown>;
  throw new ControlError(
    `${inspect(given)} is no control: give slider(min, max), choice([...]), a number, a text, true or false`,
  );
}

function plain<T>(value: T, type: string, range: string, convert: (given: unknown) => T): Control<unknown> {
  const read = (given: unknown): T => {
    const found = convert(given);
    if (Number.isNaN(found)) throw new ControlError(`${inspect(given)} is not ${range}`);
    return found;
  };
  const html = (shown: unknown, marks: string) =>
    `<input type="${type}"${type === 'number' ? ' step="any"' : ''} value="${escapeHtml(String(shown))}" ${marks}>`;
  return { value, read, range, html };
}

/** 1, 2 or 5 times a power of ten, about a hundredth of the range. */
function defaultStep(min: number, max: number): number {
  const wanted = (max - min) / 100;
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = Number(([5, 2].find(times => times * power <= wanted * 1.0001) ?? 1) * power).toPrecision(1);
  const whole = Number.isInteger(min) && Number.isInteger(max) && max - min >= 10;
  return whole ? Math.max(1, Math.round(Number(step))) : Number(step);
}
