import { basename } from 'node:path';
import { inspect } from 'node:util';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import { connectedClient } from './connected-client.js';

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
 * A larger input: a file that was uploaded, or a URL. It is fetched into the job's folder under its base name before
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

  /** @param name the name of an upload, or an http(s) URL */
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
   * Sends a local file to the service under the artifact's name, unless the service has it already, and resolves with
   * the artifact. What takes longer than a second shows its progress.
   * @throws {MissingFileError} when there is no such file
   * @throws {InvalidJobError} when the artifact is a URL
   */
  async upload(path: string, options: UploadOptions = {}): Promise<this> {
    const { stopSignal } = await import('../display/stop-signal.js');
    const { TransferDisplay } = await import('./transfer-display.js');
    const { missingFile } = await import('../storage/missing-file.js');
    const { sha256OfFile } = await import('../storage/sha256.js');
    const { uploadFile } = await import('../storage/upload.js');
    if (isUrl(this.name)) {
      throw new InvalidJobError(
        'Artifact',
        `name is a URL (${this.#place}): the job fetches it itself. To upload a file, give it a name, as in 'mesh.tgz'`,
      );
    }
    const signal = stopSignal(options.signal);
    const display = new TransferDisplay(`Uploading ${this.name}`);
    try {
      const checksum = await sha256OfFile(path, { signal });
      const client = await connectedClient();
      if (await client.hasUpload(this.name, checksum, signal)) return this;
      const target = await client.upload(this.name, checksum, signal);
      await uploadFile(target, path, { signal, onProgress: display.progress });
      return this;
    } catch (error) {
      throw await missingFile(path, error);
    } finally {
      display.end();
    }
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
