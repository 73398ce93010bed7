import Database from 'libsql';
import { migrations, schemaVersion } from './schema.js';

/** An open database. */
export type SqlDatabase = InstanceType<typeof Database>;

/** The database was written by a newer Tunebook. */
export class DatabaseVersionError extends Error {
  override readonly name = 'DatabaseVersionError';
  readonly code = 'database-version';

  constructor(path: string, found: number) {
    super(
      `The job database ${path} has layout ${found}, and this version of Tunebook reads layout ${schemaVersion}. ` +
        'Start the newer Tunebook that wrote it, or set TUNEBOOK_HOME to another folder.',
    );
  }
}

/**
 * Opens the state of the service, and brings it to this version's layout. Nothing is lost by kill -9; a power cut may lose
 * the last moments and never corrupts.
 */
export function openDatabase(path: string): SqlDatabase {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  keepStatements(database);
  const version = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  const migration = migrations[version];
  if (migration !== undefined) {
    inTransaction(database, () => {
      database.exec(migration);
      database.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
  } else if (version !== schemaVersion) {
    database.close();
    throw new DatabaseVersionError(path, version);
  }
  return database;
}

/** How many statements are kept. There are some dozens, and as many as there are kinds of lists. */
const statementsKept = 200;

/** Lets a database prepare each statement once: that takes twice as long as to run it. */
function keepStatements(database: SqlDatabase): void {
  const prepare = database.prepare.bind(database);
  const kept = new Map<string, ReturnType<typeof prepare>>();
  database.prepare = ((sql: string) => {
    const known = kept.get(sql) ?? prepare(sql);
    if (kept.size >= statementsKept) kept.clear();
    kept.set(sql, known);
    return known;
  }) as typeof database.prepare;
}

/** Does all of an action or nothing. The library's own way hides the error when a full disk ended the transaction. */
export function inTransaction<T>(database: SqlDatabase, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Takes the next so many ids, and returns the first of them. Ids are common to jobs and workflows. */
export function takeIds(database: SqlDatabase, count: number): number {
  return advance(database, 'id', count) - count + 1;
}

/**
 * Takes the numbers of so many changes that are about to be stored, and returns the first of them. They only grow, also
 * over restarts, and each is one row's.
 */
export function takeChanges(database: SqlDatabase, count: number): number {
  return advance(database, 'change', count) - count + 1;
}

/** The number of the last change. */
export function lastChange(database: SqlDatabase): number {
  const row = database.prepare(`SELECT value FROM counters WHERE name = 'change'`).get();
  return (row as { value: number }).value;
}

function advance(database: SqlDatabase, name: string, by: number): number {
  const row = database
    .prepare('UPDATE counters SET value = value + ? WHERE name = ? RETURNING value')
    .get(by, name);
  return (row as { value: number }).value;
}

/** Unix seconds. */
export function now(): number {
  return Date.now() / 1000;
}
