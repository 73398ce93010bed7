import { basename, resolve } from 'node:path';
import { inspect } from 'node:util';
import { MalformedFileError } from '../errors/malformed-file-error.js';
import { parseJson } from './json.js';
import { type ReadTableOptions, readTable } from './read-table.js';
import type { Table } from './table.js';
import { decodeText } from './text.js';

/** Where the bytes of an output file come from. */
export interface OutputSource {
  bytes(signal?: AbortSignal): Promise<Uint8Array>;
  /** Writes the file to a path of this machine, without holding it in memory, and gives the path. */
  save(path: string, signal?: AbortSignal): Promise<string>;
}

/** An option of everything that fetches. */
export interface FetchOptions {
  /** Gives up when it is aborted. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * A file that a job made. It is fetched when it is read, each time anew.
 *
 * @example
 * const log = job.output('log.lammps')
 * const thermo = await log.table()
 * await log.save('results/log.lammps')
 */
export class OutputFile {
  /** The name that the job gave it. */
  readonly name: string;
  /** What made it ("job 41"), if that is known. */
  readonly origin: string | undefined;
  readonly #source: OutputSource;

  constructor(name: string, source: OutputSource, origin?: string) {
    this.name = name;
    this.origin = origin;
    this.#source = source;
  }

  /** The contents as bytes. */
  bytes({ signal }: FetchOptions = {}): Promise<Uint8Array> {
    return this.#source.bytes(signal);
  }

  /**
   * The contents as text (UTF-8, or UTF-16 with a byte order mark).
   *
   * @throws MalformedFileError when they are binary
   */
  async text(options?: FetchOptions): Promise<string> {
    const text = decodeText(await this.bytes(options));
    if (text !== undefined) return text;
    throw new MalformedFileError(`${this.#title} is binary, not text. Read it with bytes().`);
  }

  /**
   * The contents, parsed as JSON.
   *
   * @throws MalformedFileError with the line and column where they are not JSON
   */
  async json<Value = unknown>(options?: FetchOptions): Promise<Value> {
    return parseJson(await this.text(options), this.#title) as Value;
  }

  /**
   * The contents as a table: CSV, TSV, the thermo output of a LAMMPS log.
   *
   * @throws UnknownFormatError when they are in none of these formats
   * @throws MalformedFileError with the line where they break the rules of their format
   */
  async table(options: Omit<ReadTableOptions, 'name' | 'origin'> & FetchOptions = {}): Promise<Table> {
    const origin = this.origin === undefined ? this.name : `${this.origin}, ${this.name}`;
    return readTable(await this.bytes(options), { ...options, name: this.name, origin });
  }

  /**
   * Saves the file; gives the path as it was asked for, so that a notebook that shows it reads the same elsewhere.
   *
   * @param path where to; the file's own name in the current folder by default, and in `path` if that ends with `/`
   */
  async save(path: string = basename(this.name), { signal }: FetchOptions = {}): Promise<string> {
    const target = path.endsWith('/') ? path + basename(this.name) : path;
    await this.#source.save(resolve(target), signal);
    return target;
  }

  [inspect.custom](): string {
    return `OutputFile ${this.#title}`;
  }

  get #title(): string {
    return this.origin === undefined ? this.name : `${this.name} of ${this.origin}`;
  }
}
