/**
 * Base of the errors that Tunebook throws: `code` tells the kinds apart, `cause` keeps what lay below.
 *
 * @example
 * const text = await job.output('best.txt').text().catch(error => {
 *   if (error instanceof TunebookError && error.code === 'not-made') return ''
 *   throw error
 * })
 */
export abstract class TunebookError extends Error {
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 50; // a refusal comes from deep below the line that asked
    super(message, options);
    Error.stackTraceLimit = limit;
    if (this.stack) this.stack = withoutOwnFrames(this.stack);
  }
}

const own = new URL('..', import.meta.url).href;

/** A stack that begins at the line that called Tunebook: that one can be mended. */
function withoutOwnFrames(stack: string): string {
  const lines = stack.split('\n');
  const isOwn = (line: string) => line.includes(own) || line.includes('node:internal/');
  const first = lines.findIndex(line => /^\s+at /.test(line));
  // What our frames called on the way, a package or an `Array.map`, is not the user's either.
  const user = lines.findIndex(
    (line, i) => i >= first && !isOwn(line) && !/node_modules|<anonymous>/.test(line),
  );
  const last = lines.slice(0, user === -1 ? undefined : user).findLastIndex(isOwn);
  return lines.filter((line, i) => i < first || (i > last && !isOwn(line))).join('\n');
}
