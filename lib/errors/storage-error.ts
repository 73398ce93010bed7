import { TunebookError } from './tunebook-error.js';

/** Why a transfer failed, where that is known. */
export type StorageReason =
  | 'address' // the address or name can't be used
  | 'no-bucket'
  | 'no-object'
  | 'denied' // the credentials are missing, wrong, expired or not enough
  | 'region' // the bucket is in another region
  | 'clock' // this machine's clock is wrong
  | 'throttled'
  | 'changed' // the object became another one while it was read
  | 'corrupted' // the bytes are not those that were sent
  | 'too-large'
  | 'disk-full'
  | 'certificate' // that of the server is not trusted
  | 'unreachable'; // no answer, or one that broke off

/** Options of the constructor. */
export interface StorageErrorOptions extends ErrorOptions {
  reason?: StorageReason | undefined;
}

/** Bytes could not be fetched from or sent to storage. The message names host and path, never the signed query. */
export class StorageError extends TunebookError {
  override readonly name = 'StorageError';
  readonly code = 'storage';
  /** Why, where that is known. */
  readonly reason: StorageReason | undefined;

  constructor(
    message: string,
    /** The HTTP status; absent when there was no answer. */
    readonly status?: number,
    options: StorageErrorOptions = {},
  ) {
    super(message, options);
    this.reason = options.reason;
  }
}
