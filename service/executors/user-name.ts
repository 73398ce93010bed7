import { userInfo } from 'node:os';

/** Who runs this process. A user id without an entry in the user database has no name. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'user');
  }
}
