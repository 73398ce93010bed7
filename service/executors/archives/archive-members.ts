import { isAbsolute, join, normalize, posix } from 'node:path';

/** An archive that is broken, or that would write outside of its folder. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code = 'archive';
}

/**
 * Checks the name of a member.
 *
 * @throws {ArchiveError} when it lies outside of the folder that the archive is unpacked into.
 */
export function checkMember(path: string): void {
  if (path.includes('\0') || isAbsolute(path) || path.split(/[/\\]/).includes('..')) {
    throw new ArchiveError(`its member ${JSON.stringify(path)} lies outside of the folder`);
  }
}

/**
 * Checks where a link leads. `..` is taken only at the beginning of its target: after the name of another link it would
 * mean the folder above that link's target, wherever that is.
 *
 * @throws {ArchiveError} when it may lead outside.
 */
export function checkLink(path: string, target: string, kind: 'symbolic' | 'hard'): void {
  // A symbolic link starts at its own folder, a hard link at the top of the archive.
  const end = normalize(join(kind === 'hard' ? '.' : posix.dirname(path), target));
  const climbsLate = /(^|\/)(?!\.\.?(\/|$))[^/]+\/(.*\/)?\.\.(\/|$)/.test(target);
  if (isAbsolute(target) || climbsLate || end === '..' || end.startsWith('../')) {
    throw new ArchiveError(`its member ${JSON.stringify(path)} is a link that leads outside of the folder`);
  }
}
