/** Base of the errors that Tunebook throws: `code` tells the kinds apart, `cause` keeps what lay below. */
export abstract class TunebookError extends Error {
  abstract readonly code: string;
}
