import Database from 'libsql';

/** An open database. */
export type SqlDatabase = InstanceType<typeof Database>;

/** The layout of this version; a database of a newer one is refused. */
const schemaVersion = 1;

const schema = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    reason TEXT,
    attempt INTEGER NOT NULL,
    deleting INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    cpus INTEGER NOT NULL,
    memory REAL NOT NULL,
    spec TEXT NOT NULL,
    environments TEXT NOT NULL,
    idempotency_key TEXT UNIQUE,
    body_hash TEXT NOT NULL,
    queue_deadline REAL,
    create_time REAL NOT NULL,
    start_time REAL,
    end_time REAL,
    execution TEXT NOT NULL,
    outputs TEXT NOT NULL
  );
  CREATE INDEX jobs_queue ON jobs (rank, priority DESC, id);
`;

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
 * Opens the state of the service, and lays it out when it is new. Nothing is lost by kill -9; a power cut may lose
 * the last moments and never corrupts.
 */
export function openDatabase(path: string): SqlDatabase {
  const database = new Database(path);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  const version = (database.prepare('PRAGMA user_version').get() as { user_version: number }).user_version;
  if (version === 0) {
    inTransaction(database, () => {
      database.exec(schema);
      database.exec(`PRAGMA user_version = ${schemaVersion}`);
    });
  } else if (version !== schemaVersion) {
    database.close();
    throw new DatabaseVersionError(path, version);
  }
  return database;
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
