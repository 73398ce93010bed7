import { basename } from 'node:path';
import { inspect } from 'node:util';
import { InvalidJobError } from '../../errors/invalid-job-error.js';
import type { Uploadable } from '../../storage/upload-source.js';

/** Options of an artifact. */
export interface ArtifactOptions {
  /** Absolute path at which `directory` appears inside the container. */
  mountPoint?: string | undefined;
  /** The folder of the job to mount. @default the artifact's name without the ending of an archive */
  directory?: string | undefined;
  /** Make it executable in the job. @default false */
  executable?: boolean | undefined;
}

/** Options of an upload. */
export interface UploadOptions {
  /** Gives up when it is aborted; interrupting the cell does the same. */
  signal?: AbortSignal | undefined;
}

const archive = /\.(?:tgz|tar\.gz|tar\.bz2|tar|zip|gz|bz2)$/;

/**
 * A larger input: a file that was uploaded, a URL, or an object in S3. It is fetched into the job's folder under its base name before
 * the first task; archives (.tgz, .tar.gz, .tar, .gz, .tar.bz2, .bz2, .zip) are unpacked.
 *
 * @example
 * const mesh = new Artifact('mesh.tgz')
 * await mesh.upload('data/mesh.tgz')
 * job.artifacts.push(mesh)
 */
export class Artifact {
  /** See {@link ArtifactOptions.mountPoint}. */
  readonly mountPoint: string | undefined;
  /** See {@link ArtifactOptions.directory}. */
  readonly directory: string | undefined;
  /** See {@link ArtifactOptions.executable}. */
  readonly executable: boolean;

  /** @param name the name of an upload, an http(s) URL, or the address of an object in S3 (`s3://bucket/name`) */
  constructor(
    readonly name: string,
    options: ArtifactOptions = {},
  ) {
    if (typeof name !== 'string' || name === '') {
      throw new InvalidJobError(
        'Artifact',
        `name is ${inspect(name)}; it is the name of an upload, or a URL`,
      );
    }
    this.mountPoint = options.mountPoint;
    this.directory = options.directory ?? (options.mountPoint && baseName(name).replace(archive, ''));
    this.executable = options.executable ?? false;
  }

  /**
   * Sends a file, a folder (as an archive, by the artifact's name: .tgz, .tar), bytes or a stream to the service under the
   * artifact's name, or to S3 where the name is an `s3:` address; what is there already is not sent again. Resolves with the
   * artifact. A `.tunebookignore` in a folder says what stays out, as a .gitignore does.
   *
   * @param what a path, bytes, or a stream
   * @throws {MissingFileError} when there is no such file
   * @throws {InvalidJobError} when the artifact is a URL
   * @throws {StorageError}
   */
  async upload(what: Uploadable, options: UploadOptions = {}): Promise<this> {
    if (isUrl(this.name)) {
      throw new InvalidJobError(
        'Artifact',
        `name is a URL (${this.#place}): the job fetches it itself. To upload a file, give it a name, as in 'mesh.tgz'`,
      );
    }
    const { sendArtifact } = await import('../transfers/send-artifact.js');
    await sendArtifact(this.name, what, options);
    return this;
  }

  /** The name of the file in the job's folder, so that an artifact can stand in a command. */
  toString(): string {
    return baseName(this.name);
  }

  [inspect.custom](): string {
    return `Artifact ${this.#place}`;
  }

  /** The name without the query of a URL, which may hold secrets. */
  get #place(): string {
    return this.name.replace(/\?.*/s, '?…');
  }
}

/** Of a name or URL; the query of a URL is no part of the name. */
function baseName(name: string): string {
  if (!isUrl(name)) return basename(name);
  const base = basename(new URL(name).pathname);
  try {
    return decodeURIComponent(base);
  } catch {
    return base; // a % that encodes nothing stands for itself
  }
}

function isUrl(name: string): boolean {
  return /^https?:/i.test(name) && URL.canParse(name);
}
