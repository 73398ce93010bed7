import { TunebookError } from './tunebook-error.js';

/**
 * Why a login did not end with a token:
 * - `login-denied`: whoever opened the link said no;
 * - `login-expired`: nobody entered the code in time;
 * - `login-interrupted`: the cell was interrupted, or the signal aborted;
 * - `login-impossible`: something is missing here, such as the address of the provider;
 * - `login-failed`: the provider refused, or did not answer.
 */
export type LoginErrorCode =
  | 'login-denied'
  | 'login-expired'
  | 'login-interrupted'
  | 'login-impossible'
  | 'login-failed';

/** Nobody is logged in after all. Holds no code, secret or token. */
export class LoginError extends TunebookError {
  override readonly name = 'LoginError';

  constructor(
    readonly code: LoginErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
