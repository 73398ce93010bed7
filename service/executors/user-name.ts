import { userInfo } from 'node:os';

let known: string | undefined;

/** Who runs this process. A user id without an entry in the user database has no name. */
export function userName(): string {
  known ??= lookUp();
  return known;
}

function lookUp(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'user');
  }
}
