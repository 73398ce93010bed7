import { totalmem } from 'node:os';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { temporaryFolder } from '../../storage/temporary-folder.js';
import type { ColumnData } from '../column-data.js';
import { quotedText } from './file-rows.js';
import { createTable } from './into-engine.js';

type Duck = typeof import('@duckdb/node-api');

/** Databases in memory that are kept for the next query; each may read other files. */
const mostEngines = 4;
const engines = new Map<string, Promise<Engine>>();

/** A database in memory that reads the files it was given, and nothing else of this machine or the network. */
export class Engine {
  readonly #tables = new WeakMap<ColumnData, Promise<string>>();
  readonly #collected = new FinalizationRegistry<string>(name => {
    void this.#drop(name).catch(() => {});
  });
  #count = 0;

  private constructor(
    readonly duck: Duck,
    private readonly instance: DuckDBInstance,
  ) {}

  /** The database for these files. Those that were used last are kept. */
  static for(files: readonly string[]): Promise<Engine> {
    const key = JSON.stringify([...new Set(files)].sort());
    const engine = engines.get(key) ?? Engine.#start(files);
    engines.delete(key);
    engines.set(key, engine);
    engine.catch(() => engines.delete(key));
    for (const old of engines.keys()) {
      if (engines.size <= mostEngines) break;
      engines.delete(old);
    }
    return engine;
  }

  static async #start(files: readonly string[]): Promise<Engine> {
    const duck = await import('@duckdb/node-api');
    const instance = await duck.DuckDBInstance.create(':memory:', {
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const folder = temporaryFolder();
    const connection = await instance.connect();
    for (const setting of [
      `allowed_paths = [${files.map(quotedText).join(', ')}]`,
      `allowed_directories = [${quotedText(`${folder}/`)}]`,
      `temp_directory = ${quotedText(`${folder}/spill`)}`,
      `memory_limit = '${Math.floor(memory() / 2 ** 21)}MiB'`,
      "timezone = 'UTC'",
      'enable_external_access = false',
      'lock_configuration = true',
    ]) {
      await connection.run(`set ${setting}`);
    }
    connection.closeSync();
    return new Engine(duck, instance);
  }

  /** A connection, whose temporary views are its own. Close it. */
  connect(): Promise<DuckDBConnection> {
    return this.instance.connect();
  }

  /** The name of the table with these columns, which are copied once. */
  table(columns: ColumnData): Promise<string> {
    let table = this.#tables.get(columns);
    if (!table) {
      this.#count += 1;
      table = this.#create(`table ${this.#count}`, columns);
      this.#tables.set(columns, table);
    }
    return table;
  }

  async #create(name: string, columns: ColumnData): Promise<string> {
    const connection = await this.connect();
    try {
      await createTable(this.duck, connection, name, columns);
    } finally {
      connection.closeSync();
    }
    this.#collected.register(columns, name);
    return name;
  }

  async #drop(name: string): Promise<void> {
    const connection = await this.connect();
    await connection.run(`drop table if exists "${name}"`);
    connection.closeSync();
  }
}

/** The memory of the machine, or of the container that this process is in. */
function memory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}
