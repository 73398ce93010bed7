import type { ErrorDescription } from '../language/run/describe-error.js';

/** What Jupyter shows of an error that is not the code's own: its stack would lead to the kernel's files. */
export function describeFailure({ name, message, cause }: Error): ErrorDescription {
  const traceback = [`${name}: ${message}`];
  if (cause instanceof Error) traceback.push(`Caused by: ${cause.name}: ${cause.message}`);
  return { ename: name, evalue: message, traceback };
}
