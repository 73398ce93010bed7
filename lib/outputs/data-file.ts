import { basename, resolve } from 'node:path';
import { inspect } from 'node:util';
import { Displayable } from '../display/display.js';
import { displayPort } from '../display/front-end.js';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { type DisplayHandle, show } from '../display/show.js';
import { stopSignal } from '../display/stop-signal.js';
import { type ByteRange, type ByteSource, collect } from '../storage/byte-source.js';
import { memorySource } from '../storage/memory-source.js';
import type { NdArray } from './arrays/nd-array.js';
import type { FetchOptions, ReadOptions } from './read-options.js';
import type { Table } from './table.js';
import { textLines, textOf } from './text.js';

/** How much of a file tells its format. */
const headBytes = 65_536;

/**
 * A file to be read: an output of a job, a file of this machine, one at a URL. It is fetched when it is read, each time anew.
 * What is compressed (gzip) is unpacked for all but `bytes`, `stream` and `save`.
 *
 * @example
 * const log = job.output('log.lammps')
 * const thermo = await log.table()
 * await log.save('results/log.lammps')
 */
export class DataFile {
  /** Its name or path, as the job or the user gave it. */
  readonly name: string;
  /** What made it ("job 41"), if that is known. */
  readonly origin: string | undefined;
  readonly #source: ByteSource;
  #head: Promise<Uint8Array> | undefined;
  #path: Promise<string> | undefined;
  #unpacked: Promise<DataFile> | undefined;

  constructor(name: string, source: ByteSource, origin?: string) {
    this.name = name;
    this.origin = origin;
    this.#source = source;
  }

  /** A file of contents that are in memory: the name tells its format. */
  static from(name: string, contents: string | Uint8Array, origin?: string): DataFile {
    const bytes = typeof contents === 'string' ? new TextEncoder().encode(contents) : contents;
    return new DataFile(name, memorySource(bytes), origin);
  }

  /** A file that lies in this one, such as a member of an archive. */
  inner(name: string, contents: Uint8Array): DataFile {
    return DataFile.from(name, contents, this.title);
  }

  /** How messages call the file: `log.lammps of job 41`. */
  get title(): string {
    return this.origin === undefined ? this.name : `${this.name} of ${this.origin}`;
  }

  /** How what was read from the file is labelled: `job 41, log.lammps`. */
  get caption(): string {
    return this.origin === undefined ? this.name : `${this.origin}, ${this.name}`;
  }

  /** The size in bytes, as it is stored; undefined where the place does not tell it. */
  size({ signal }: FetchOptions = {}): Promise<number | undefined> {
    return this.#source.size(stopSignal(signal));
  }

  /** The contents as bytes, all or from `start` up to and without `end`. */
  bytes({ signal, start, end }: FetchOptions & Partial<ByteRange> = {}): Promise<Uint8Array> {
    const whole = start === undefined && end === undefined;
    const range = whole ? undefined : { start: start ?? 0, end: end ?? Number.MAX_SAFE_INTEGER };
    return collect(this.#source.stream(range, stopSignal(signal)));
  }

  /** The contents as bytes, in chunks as they come. */
  stream({ signal }: FetchOptions = {}): AsyncIterable<Uint8Array> {
    return this.#source.stream(undefined, stopSignal(signal));
  }

  /** The first bytes, 64 kB at most: readers tell formats by them. They are fetched once. */
  head({ signal }: FetchOptions = {}): Promise<Uint8Array> {
    this.#head ??= kept(this.bytes({ start: 0, end: headBytes, signal }), () => {
      this.#head = undefined;
    });
    return this.#head;
  }

  /**
   * The contents as text (UTF-8, or UTF-16 with a byte order mark).
   *
   * @throws MalformedFileError when they are binary
   */
  async text(options: FetchOptions = {}): Promise<string> {
    const file = await this.unpacked(options);
    return textOf(await file.bytes(options), this.title);
  }

  /**
   * The lines of a text, one after the other, without holding all of it: `for await (const line of file.lines())`.
   *
   * @throws MalformedFileError when the contents are binary
   */
  async *lines(options: FetchOptions = {}): AsyncGenerator<string, void, undefined> {
    const file = await this.unpacked(options);
    textOf(await file.head(options), this.title);
    yield* textLines(file.stream(options));
  }

  /**
   * The contents, parsed: JSON, and other formats that hold such values.
   *
   * @throws MalformedFileError saying where they break the rules of their format
   */
  async json<Value = unknown>(options: ReadOptions = {}): Promise<Value> {
    const { readAs } = await import('./read-file.js');
    return (await readAs(this, 'json', options)) as Value;
  }

  /**
   * The contents as a table. The format is told by the contents and the name; `{ format: 'csv' }` says it.
   *
   * @throws UnknownFormatError when they are in no format that has tables
   * @throws MalformedFileError saying where they break the rules of their format
   */
  async table<Row extends object = Record<string, unknown>>(options: ReadOptions = {}): Promise<Table<Row>> {
    const { readAs } = await import('./read-file.js');
    return (await readAs(this, 'table', options)) as Table<object> as Table<Row>;
  }

  /**
   * The contents as a grid of numbers.
   *
   * @throws UnknownFormatError when they are in no format that has arrays
   */
  async array(options: ReadOptions = {}): Promise<NdArray> {
    const { readAs } = await import('./read-file.js');
    return readAs(this, 'array', options);
  }

  /**
   * The contents as a picture, which shows itself.
   *
   * @throws UnknownFormatError when they are in no format that has pictures
   */
  async image(options: ReadOptions = {}): Promise<Displayable> {
    const { readAs } = await import('./read-file.js');
    return readAs(this, 'image', options);
  }

  /** Shows the contents as what they are: a table, a picture, text. The file as the last expression of a cell does too. */
  show(options: ReadOptions = {}): DisplayHandle {
    return show(new Displayable(() => this.#bundle(options)));
  }

  /** The path of the file on this machine: its own, or that of a temporary copy, which is made once. */
  path({ signal }: FetchOptions = {}): Promise<string> {
    if (this.#source.path !== undefined) return Promise.resolve(this.#source.path);
    this.#path ??= kept(this.#copy(stopSignal(signal)), () => {
      this.#path = undefined;
    });
    return this.#path;
  }

  /**
   * Saves the file; gives the path as it was asked for, so that a notebook that shows it reads the same elsewhere.
   *
   * @param path where to; the file's own name in the current folder by default, and in `path` if that ends with `/`
   */
  async save(path: string = basename(this.name), { signal }: FetchOptions = {}): Promise<string> {
    const target = path.endsWith('/') ? path + basename(this.name) : path;
    const { saveTo } = await import('../storage/save-to.js');
    await saveTo(this.#source, resolve(target), { signal: stopSignal(signal) });
    return target;
  }

  /** What the file holds where it is compressed, as a file; else this file. Readers are given this. */
  unpacked(options: FetchOptions = {}): Promise<DataFile> {
    this.#unpacked ??= kept(this.#unpack(options), () => {
      this.#unpacked = undefined;
    });
    return this.#unpacked;
  }

  [jupyterDisplay](): Promise<MimeBundle> {
    return this.#bundle({});
  }

  [inspect.custom](): string {
    return `DataFile ${this.title}`;
  }

  async #bundle(options: ReadOptions): Promise<MimeBundle> {
    const { shownFile } = await import('./read-file.js');
    return displayPort().render(await shownFile(this, options));
  }

  async #copy(signal: AbortSignal | undefined): Promise<string> {
    const { temporaryCopy } = await import('../storage/temporary-copy.js');
    return temporaryCopy(this.#source, this.name, signal);
  }

  async #unpack(options: FetchOptions): Promise<DataFile> {
    const head = await this.head(options);
    const { compressions, unpackedName, unpackedSource } = await import('./compression.js');
    const compression = compressions.find(each => each.matches(head));
    if (!compression) return this;
    return new DataFile(
      unpackedName(this.name, compression),
      unpackedSource(this.#source, compression, this.title),
      this.origin,
    );
  }
}

/** A promise to hold on to: one that fails is forgotten, so that the next call tries again. */
function kept<T>(promise: Promise<T>, forget: () => void): Promise<T> {
  promise.catch(forget);
  return promise;
}
