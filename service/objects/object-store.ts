import type { Readable } from 'node:stream';

/** The bytes that came are not those that were announced. */
export class ChecksumError extends Error {
  override readonly name = 'ChecksumError';
  readonly code = 'checksum';

  constructor(name: string, received: string, announced: string) {
    super(
      `The upload of ${name} was refused: its SHA-256 is ${received}, and ${announced} was announced. Upload it again.`,
    );
  }
}

/** A job was to fetch an upload that is not there, or no longer. */
export class MissingUploadError extends Error {
  override readonly name = 'MissingUploadError';
  readonly code = 'missing-upload';

  /** @param place of the store. */
  constructor(place: string, name: string) {
    super(`${place} has no upload ${JSON.stringify(name)}. Upload it, and submit again`);
  }
}

/** An uploaded object. */
export interface UploadInfo {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly lastModified: Date;
  /** SHA-256 in hexadecimal; undefined where nobody has announced or computed it. */
  readonly sha256: string | undefined;
}

/** What is known of an upload before its bytes come. */
export interface Announced {
  /** SHA-256 in hexadecimal; other bytes are refused. */
  readonly sha256?: string | undefined;
  /** What the sender tells it from others by, if it can go on after it broke off. */
  readonly resume?: string | undefined;
  /** So many of its bytes are here already. @default 0 */
  readonly offset?: number | undefined;
}

/** Where to send an upload. */
export interface UploadTarget {
  /** To which its bytes are PUT. */
  readonly url: string;
  /** So many are here already, of one that can go on. */
  readonly received?: number;
  /** The file that those are in: who is on this machine, as this user, may add the rest to it itself, and PUT none. */
  readonly file?: string;
}

/** Tells whether something was uploaded under a name. */
export interface UploadNames {
  has(name: string): boolean;
}

/** An upload as a file of this machine. */
export interface UploadFile {
  readonly path: string;
  /** What tells its contents from others, where the file itself does not. */
  readonly version?: string;
}

/** Where an object was put. */
export interface StoredObject {
  /** By which it is found again, also when the service has another store by then. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
}

/** What a job has stored, and what it calls it. */
export interface NamedObject extends StoredObject {
  readonly name: string;
}

/** Where the service puts what it is given: a folder, or a bucket. An object is there whole or not at all. */
export interface ObjectStore {
  /** What messages call it: a folder's path, or `s3://bucket/prefix/`. */
  readonly place: string;
  /** All uploads, by name. */
  listUploads(): Promise<UploadInfo[]>;
  /** Finds out, for questions that can't wait, which of these names are there. */
  uploadNames(names: readonly string[]): Promise<UploadNames>;
  /**
   * Where an upload is to be sent.
   *
   * @param seconds how long the URL lives.
   */
  uploadTarget(
    name: string,
    seconds: number,
    announced: Pick<Announced, 'sha256' | 'resume'>,
  ): Promise<UploadTarget>;
  /**
   * Receives an upload that comes to the service itself, or the rest of one; the SHA-256 of all of it.
   *
   * @throws {ChecksumError} when another one was announced.
   * @throws {UploadOffsetError}
   */
  receiveUpload(name: string, bytes: Readable, announced: Announced): Promise<string>;
  /** Removes an upload, if there is one. */
  removeUpload(name: string): Promise<void>;
  /** The file of an upload: the store's own, which must not be changed, or `path`, to which it was fetched. @throws {MissingUploadError} */
  uploadFile(name: string, path: string, signal: AbortSignal): Promise<UploadFile>;
  /** Puts a file into the outputs of a job. It must not change any more. */
  addOutput(
    jobId: number,
    index: number,
    name: string,
    file: string,
    signal: AbortSignal,
  ): Promise<StoredObject>;
  /** Receives an output that a job sends itself; it takes the place of an earlier one of its name. */
  receiveOutput(jobId: number, name: string, bytes: Readable): Promise<void>;
  /** Puts the snapshot of a job in the place of the one before. The file must not change any more. */
  addSnapshot(jobId: number, file: string, signal: AbortSignal): Promise<void>;
}
