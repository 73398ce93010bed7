import { inTransaction, type SqlDatabase } from './database.js';

/** Small values of the user under names like `run/best`, kept until they are deleted. */
export class KeyValues {
  constructor(private readonly database: SqlDatabase) {}

  /** A value; undefined when there is none. */
  get(key: string): Buffer | undefined {
    const row = this.database.prepare('SELECT value FROM key_values WHERE key = ?').get(key);
    return row === undefined ? undefined : Buffer.from((row as { value: Uint8Array }).value);
  }

  /**
   * Sets a value.
   *
   * @param previous the value it must have now; then it is false, and nothing set, when it has another one or none.
   */
  set(key: string, value: Buffer, previous?: Buffer): boolean {
    return inTransaction(this.database, () => {
      if (previous && !this.get(key)?.equals(previous)) return false;
      this.database.prepare('INSERT OR REPLACE INTO key_values (key, value) VALUES (?, ?)').run(key, value);
      return true;
    });
  }

  /** All keys that begin so, in order, with their values. */
  list(prefix: string): { key: string; value: Buffer }[] {
    const rows = this.database
      .prepare('SELECT key, value FROM key_values WHERE substr(key, 1, length(?1)) = ?1 ORDER BY key')
      .all(prefix) as { key: string; value: Uint8Array }[];
    return rows.map(({ key, value }) => ({ key, value: Buffer.from(value) }));
  }

  /** Removes a key, or all that begin so. */
  delete(key: string, asPrefix: boolean): void {
    const condition = asPrefix ? 'substr(key, 1, length(?1)) = ?1' : 'key = ?1';
    this.database.prepare(`DELETE FROM key_values WHERE ${condition}`).run(key);
  }
}
