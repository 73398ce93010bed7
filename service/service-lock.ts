import { existsSync } from 'node:fs';
import Database from 'libsql';

/** Another service serves this home. */
export class ServiceRunningError extends Error {
  override readonly name = 'ServiceRunningError';
  readonly code = 'service-running';

  constructor(folder: string) {
    super(
      `A service is already running for ${folder}. Use it (its address is in service.json), or stop it first.`,
    );
  }
}

/**
 * Holds the right to serve a home, until it is released or the process ends. SQLite's lock on a file of its own does
 * it: the system takes it away from a process that is killed, so a lock is never stale.
 *
 * @returns a function that releases it.
 * @throws {ServiceRunningError}
 */
export function lockService(path: string, folder: string): () => void {
  const database = new Database(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new ServiceRunningError(folder);
    throw error;
  }
  return () => {
    if (!database.open) return;
    database.exec('ROLLBACK');
    database.close();
  };
}

/** Whether a living process holds the right to serve. */
export function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    lockService(path, path)();
    return false;
  } catch (error) {
    if (error instanceof ServiceRunningError) return true;
    throw error;
  }
}
