import { readFile } from 'node:fs/promises';
import { inspect } from 'node:util';
import { InvalidJobError } from '../../errors/invalid-job-error.js';

/** Options of an input file. */
export interface InputFileOptions {
  /** Make it executable in the job. @default false */
  executable?: boolean | undefined;
}

/**
 * A small file that travels inside the job and lies in its folder when the first task starts. Use an Artifact for
 * anything near 1 MB.
 *
 * @example
 * const input = new InputFile('sample.in', `variable nsteps equal ${nsteps}`)
 * const settings = new InputFile('settings.json', { tolerance: 1e-6 }) // objects are written as JSON
 * const deck = await InputFile.from('in.lj')
 */
export class InputFile {
  /** The name in the job's folder. */
  readonly name: string;
  /** Its bytes. */
  readonly content: Uint8Array;
  /** See {@link InputFileOptions.executable}. */
  readonly executable: boolean;

  /**
   * @param name the name in the job; folders before it are dropped, as PROMINENCE does
   * @param content text (as UTF-8), bytes, or an object to write as JSON
   * @throws {InvalidJobError} for a name that is no file name
   */
  constructor(name: string, content: string | Uint8Array | object, options: InputFileOptions = {}) {
    this.name = baseName(name);
    this.content = bytesOf(this.name, content);
    this.executable = options.executable ?? false;
  }

  /**
   * Reads a local file; its base name is its name in the job.
   * @throws {MissingFileError} naming the folder that was looked in and names like it
   */
  static async from(path: string, options: InputFileOptions & { name?: string } = {}): Promise<InputFile> {
    try {
      return new InputFile(options.name ?? path, await readFile(path), options);
    } catch (error) {
      const { missingFile } = await import('../../storage/missing-file.js');
      throw await missingFile(path, error);
    }
  }

  /** The name, so that an input file can stand in a command: sh`lmp -in ${input}`. */
  toString(): string {
    return this.name;
  }

  [inspect.custom](): string {
    return `InputFile ${this.name} (${this.content.length} bytes)`;
  }
}

function baseName(name: string): string {
  const base = typeof name === 'string' ? name.slice(name.lastIndexOf('/') + 1) : '';
  if (base === '' || base === '.' || base === '..' || base.includes('\0')) {
    throw new InvalidJobError(
      'InputFile',
      `name is ${inspect(name)}, which is no file name. Give the name it has in the job, as in 'sample.in'`,
    );
  }
  return base;
}

function bytesOf(name: string, content: unknown): Uint8Array {
  if (typeof content === 'string') return Buffer.from(content, 'utf8');
  if (ArrayBuffer.isView(content)) {
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength).slice();
  }
  const json =
    typeof content === 'object' && content !== null ? JSON.stringify(content, undefined, 2) : undefined;
  if (json === undefined) {
    throw new InvalidJobError(
      `InputFile ${name}:`,
      `its content is ${inspect(content)}; it may be a string, bytes, or an object to write as JSON. ` +
        'await InputFile.from(path) reads a local file',
    );
  }
  return Buffer.from(`${json}\n`, 'utf8');
}
