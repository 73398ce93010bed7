import { Transform } from 'node:stream';
import { ArchiveError } from './archive-members.js';

/** Files and folders that the archives of one job may hold. */
const mostMembers = 1_000_000;

/** What the artifacts of a job may take: an archive may be small and hold very much. */
export class UnpackLimit {
  #bytes: number;
  #members = mostMembers;

  /** @param gigabytes what a job asks for as `disk`. */
  constructor(private readonly gigabytes: number) {
    this.#bytes = gigabytes * 2 ** 30;
  }

  /**
   * Counts a member of an archive.
   *
   * @throws {ArchiveError} when it is too much.
   */
  takeMember(bytes: number): void {
    this.#members -= 1;
    if (this.#members < 0) throw new ArchiveError(`it holds more than ${mostMembers} files`);
    this.takeBytes(bytes);
  }

  /**
   * Counts bytes.
   *
   * @throws {ArchiveError} when they are too many.
   */
  takeBytes(bytes: number): void {
    this.#bytes -= bytes;
    if (this.#bytes < 0) {
      throw new ArchiveError(
        `with it the artifacts take more than the ${this.gigabytes} GB of resources.disk: ask for more disk`,
      );
    }
  }

  /** A stream that passes bytes on and counts them. */
  counter(): Transform {
    const take = (bytes: number) => this.takeBytes(bytes);
    return new Transform({
      transform(chunk: Buffer, _, done) {
        try {
          take(chunk.length);
          done(null, chunk);
        } catch (error) {
          done(error as Error);
        }
      },
    });
  }
}
