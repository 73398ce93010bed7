/** An object's name that can't be taken. */
export class ObjectNameError extends Error {
  override readonly name = 'ObjectNameError';
  readonly code = 'object-name';
}

/** Bytes: an encoded name is one file name, and file systems end there. */
const longest = 240;

/**
 * Checks a name that a user gave an object.
 *
 * @throws {ObjectNameError} for names that are no relative path, or that a file system could trip over.
 */
export function checkObjectName(name: string): string {
  const refuse = (why: string) =>
    new ObjectNameError(
      `filename: got ${JSON.stringify(shortened(name))}, which ${why}. Choose another name.`,
    );
  if (name === '') throw refuse('is empty');
  if (/[\u0000-\u001f\u007f\\]/.test(name)) throw refuse('holds control characters or backslashes');
  if (/\p{Surrogate}/u.test(name)) throw refuse('is not valid Unicode');
  if (name.split('/').some(segment => segment === '' || segment === '.' || segment === '..')) {
    throw refuse('has an empty, "." or ".." part');
  }
  if (objectFileName(name).length > longest)
    throw refuse(`is too long (more than ${longest} bytes as a file name)`);
  return name;
}

/** A name of any length, in a message. */
function shortened(name: string): string {
  return name.length > 80 ? `${name.slice(0, 80)}…` : name;
}

/** The one file name that stands for an object's name: `/` and all that is special is percent-encoded. */
export function objectFileName(name: string): string {
  return encodeURIComponent(name);
}
