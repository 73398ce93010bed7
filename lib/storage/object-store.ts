import type { ByteSource } from './byte-source.js';
import type { PutOptions } from './transfer-options.js';

/** An object of a store. */
export interface ObjectInfo {
  /** Its name within the store. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** What tells this version of it from others. */
  readonly version: string | undefined;
}

/** What was stored. */
export interface Stored {
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** Objects by their names: a folder, or a bucket below a prefix. An object is there whole or not at all. */
export interface ObjectStore {
  /** What messages call it; it holds no secrets. */
  readonly place: string;
  /** The objects whose names begin with `prefix`, by name. @throws {StorageError} */
  list(prefix?: string, signal?: AbortSignal): AsyncIterable<ObjectInfo>;
  /** Undefined when there is none. @throws {StorageError} */
  info(key: string, signal?: AbortSignal): Promise<ObjectInfo | undefined>;
  /** Reads nothing yet. @throws {StorageError} for a name that cannot be one */
  source(key: string): ByteSource;
  /** Stores bytes in the place of what was there. @throws {StorageError} */
  put(key: string, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<Stored>;
  /** One that does not exist is no error. @throws {StorageError} */
  delete(key: string, signal?: AbortSignal): Promise<void>;
}
