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
}
