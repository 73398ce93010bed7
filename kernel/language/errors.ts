/** A cell could not be checked or made runnable for a reason that is not in the cell. */
export class LanguageError extends Error {
  readonly code = 'language-failed';
  override readonly name = 'LanguageError';
}
