import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A program that failed; the message is the last line of what it said. */
export class ProgramError extends Error {
  override readonly name = 'ProgramError';
  readonly code = 'program';
}

/**
 * Runs a program to its end and returns its standard output.
 *
 * @throws {ProgramError}
 */
export async function runProgram(
  program: string,
  words: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  try {
    const options = { env, signal, maxBuffer: 2 ** 24 };
    return (await promisify(execFile)(program, words, options)).stdout;
  } catch (cause) {
    signal.throwIfAborted();
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw new ProgramError(stderr?.trim().split('\n').at(-1) || message, { cause });
  }
}
