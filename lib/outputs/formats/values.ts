import { Displayable } from '../../display/display.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { DataFile } from '../data-file.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { valueTable } from '../value-table.js';

/** What is nested deeper could exhaust the stack of whoever walks through it, which may end the process. */
const deepest = 200;

/**
 * @param inside what lies directly in a value
 * @throws Error when a value is nested too deeply
 */
export function notTooDeep<T>(value: T, inside: (value: T) => readonly T[]): T {
  let level: readonly T[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > deepest) throw new Error(`it is nested more than ${deepest} levels deep.`);
    level = level.flatMap(inside);
  }
  return value;
}

/** What lies directly in a list or an object. */
export function members(value: unknown): readonly unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/**
 * The reader of a text format whose files hold one value, as JSON does. It is shown as it stands, because its comments and its
 * order were written to be read.
 */
export function valuesReader(title: string, parse: (text: string) => unknown): FormatReader {
  const parsed = (text: string, file: DataFile) => {
    try {
      return notTooDeep(parse(text), members);
    } catch (cause) {
      const message = (cause as Error).message.trimEnd();
      throw new MalformedFileError(`${file.title} is not valid ${title}: ${message}`, { cause });
    }
  };
  const read = async (file: DataFile, options: ReadOptions) => parsed(await file.text(options), file);
  return {
    json: read,
    table: async (file, options) => valueTable(await read(file, options), file, title),
    async show(file, options) {
      const text = await file.text(options);
      parsed(text, file);
      return new Displayable(() => ({ 'text/plain': text }));
    },
  };
}
