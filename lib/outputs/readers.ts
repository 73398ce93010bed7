import { nearNames } from '../errors/near-names.js';
import { UnknownFormatError } from '../errors/unknown-format-error.js';
import { builtIn } from './formats/list.js';
import type { Format, FormatReader, LazyReader, Reader, Reading } from './reader.js';
import { decodeText } from './text.js';

const readings: readonly Reading[] = ['table', 'json', 'array', 'image'];

/** The formats that files are read in: those that come with Tunebook, and those that a notebook adds. */
class Readers {
  #readers: readonly LazyReader[] = builtIn;

  /**
   * Adds a format, before all others. One with a name that there is already takes its place.
   *
   * @example
   * readers.add({
   *   format: 'pairs', title: 'pairs', extensions: ['pairs'],
   *   json: async file => (await file.text()).trim().split('\n').map(line => line.split('=')),
   * })
   */
  add(reader: Reader): void {
    const gives = readings.filter(reading => reader[reading] !== undefined);
    const others = this.#readers.filter(({ format }) => format !== reader.format);
    this.#readers = [{ ...reader, gives, load: async () => reader }, ...others];
  }

  /** The formats, those that are looked at first in front. */
  list(): { format: string; title: string; extensions: readonly string[]; gives: readonly Reading[] }[] {
    return this.#readers.map(({ format, title, extensions, gives }) => ({
      format,
      title,
      extensions,
      gives,
    }));
  }

  /** @throws UnknownFormatError which names those that may be meant */
  named(format: string): LazyReader {
    const found = this.#readers.find(reader => reader.format === format);
    if (found) return found;
    const near = nearNames(
      format,
      this.#readers.map(reader => reader.format),
    ).map(name => `'${name}'`);
    const hint = near.length > 0 ? ` Did you mean ${near.join(' or ')}?` : '';
    throw new UnknownFormatError(
      `There is no format '${format}' to read a file with.${hint} readers.list() has their names.`,
    );
  }

  /**
   * The formats that a file may be in, the likeliest first: what its first bytes say for certain goes before its name, its name
   * before what its text looks like, and a name that its bytes contradict comes last.
   */
  candidates(name: string, head: Uint8Array): LazyReader[] {
    const text = decodeText(head);
    const rank = (reader: LazyReader): number => {
      const named = goesBy(reader, name);
      const certain = reader.matches?.(head);
      if (certain) return named ? 0 : 1;
      if (named) return certain === undefined ? 2 : 4;
      return text !== undefined && reader.looksLike?.(text) ? 3 : 5;
    };
    return this.#readers
      .map(reader => ({ reader, rank: rank(reader) }))
      .filter(({ rank }) => rank < 5)
      .sort((a, b) => a.rank - b.rank)
      .map(({ reader }) => reader);
  }
}

/** The formats that `open(...)` and `job.output(...)` read; `readers.add({...})` adds one. */
export const readers = new Readers();

export type { FormatReader, Readers };

/** Whether a format goes by this name; of two extensions (`x.tar.gz`) both together count too. */
function goesBy({ extensions, names }: Format, name: string): boolean {
  const lower = name.toLowerCase();
  return extensions.some(extension => lower.endsWith(`.${extension}`)) || (names?.test(name) ?? false);
}
