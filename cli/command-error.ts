/** Exit codes that scripts can rely on. */
export const exitCodes = {
  /** Something that was asked for failed: a cell, a service that does not answer. */
  failed: 1,
  /** The command line, or a file that it names, is wrong. */
  usage: 2,
  /** `tunebook status`: no service runs (as in the Linux Standard Base). */
  notRunning: 3,
} as const;

/** An error of a command, shown as one message without a stack. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code = 'command';

  constructor(
    message: string,
    readonly exitCode: number = exitCodes.failed,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
