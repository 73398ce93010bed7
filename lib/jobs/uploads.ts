import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';

/** A file that was uploaded. */
export interface UploadedFile {
  /** By which an `Artifact` and the image of a task name it. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
}

/**
 * What was uploaded to the service, by this notebook or any other. `await new Artifact(name).upload(path)` adds to it.
 *
 * @example
 * for (const { name, size } of await uploads.list()) console.log(name, size)
 */
export const uploads = {
  /** Your uploads, or those of a group of yours below its path. */
  async list(path?: string, options: SignalOption = {}): Promise<UploadedFile[]> {
    const found = await (await connectedClient()).uploads(path, options.signal);
    return found.map(({ name, size, lastModified }) => ({ name, size, modified: new Date(lastModified) }));
  },

  /** Deletes an upload; one that does not exist is no error. Jobs that name it can't be submitted any more. */
  async delete(name: string, options: SignalOption = {}): Promise<void> {
    await (await connectedClient()).deleteUpload(name, options.signal);
  },
};
