import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { stopSignal } from '../../display/stop-signal.js';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { QueryError } from '../../errors/query-error.js';
import { temporaryFolder } from '../../storage/temporary-folder.js';
import { Engine } from './engine.js';
import { type FileRows, inFile, quotedName, quotedText, type Rows } from './file-rows.js';
import { columnsOf, columnTypeOf } from './from-engine.js';
import { columnSlices } from './parquet-columns.js';

/** Results of more rows stay in a file. */
const mostRows = 1_000_000;

/**
 * The result of a query over tables, by their names in it. A large one stays in a temporary file.
 *
 * @throws QueryError
 * @throws MalformedFileError where a file does not hold what its beginning promised
 */
export function query(
  sql: string,
  tables: ReadonlyMap<string, Rows>,
  { signal, most = mostRows }: { signal?: AbortSignal | undefined; most?: number | undefined } = {},
): Promise<Rows> {
  return overTables(tables, signal, async (connection, engine) => {
    const statement = await connection.prepare(sql);
    const isQuery = statement.statementType === engine.duck.StatementType.SELECT;
    const limited =
      isQuery && Number.isFinite(most) ? `select * from (${inner(sql)}) limit ${most + 1}` : sql;
    // Not streamed: an error in the middle of a stream only ends it.
    const result = await connection.run(limited);
    if (result.rowCount <= most) return columnsOf(engine.duck, result);
    const path = join(temporaryFolder(), `${randomUUID()}.parquet`);
    await connection.run(`copy (${inner(sql)}) to ${quotedText(path)} (format parquet)`);
    return parquetRows(path, 'the result', signal);
  });
}

/** Writes the result of a query to a path in a way that DuckDB knows: `format parquet`. */
export async function copyTo(
  rows: Rows,
  path: string,
  how: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { rename, copyFile, rm } = await import('node:fs/promises');
  const made = join(temporaryFolder(), randomUUID());
  await overTables(new Map([['this', rows]]), signal, connection =>
    connection.run(`copy (select * from this) to ${quotedText(made)} (${how})`),
  );
  await rename(made, path).catch(async () => {
    // Another disk.
    await copyFile(made, path);
    await rm(made);
  });
}

/** Rows that a query finds in files, without reading more than it must to know their types. */
export function fileRows(
  sql: string,
  files: readonly string[],
  title: string,
  signal: AbortSignal | undefined,
): Promise<FileRows> {
  return connected(files, signal, connection => described(connection, sql, files, title), title);
}

/** The rows of a Parquet file, which tells how many it has. */
export function parquetRows(path: string, title: string, signal: AbortSignal | undefined): Promise<FileRows> {
  const file = `read_parquet(${quotedText(path)})`;
  const only = (columns: readonly string[]) => `select ${columns.map(quotedName).join(', ')} from ${file}`;
  return connected(
    [path],
    signal,
    async connection => {
      const counted = await connection.runAndReadAll(`select count(*) from ${file}`);
      const sql = `select * from ${file}`;
      const rows = { length: Number(counted.value(0, 0)), sql, only };
      const slices = await columnSlices(connection, path);
      if (!slices) return { ...(await described(connection, sql, [path], title)), ...rows };
      const columns = slices.flat();
      let types: FileRows['types'] = {};
      for (const slice of slices) {
        types = { ...types, ...(await described(connection, only(slice), [path], title)).types };
      }
      return { ...rows, files: [path], title, columns, types };
    },
    title,
  );
}

async function described(
  connection: DuckDBConnection,
  sql: string,
  files: readonly string[],
  title: string,
): Promise<FileRows> {
  const empty = await connection.run(`select * from (${sql}) limit 0`);
  const columns = empty.deduplicatedColumnNames();
  const types = empty.columnTypes();
  return {
    sql,
    files,
    title,
    columns,
    types: Object.fromEntries(columns.map((name, i) => [name, columnTypeOf(types[i]!)])),
    length: undefined,
  };
}

/** Runs what is asked of tables; again where one finds in its file what it did not expect, and knows a way to read that. */
async function overTables<T>(
  tables: ReadonlyMap<string, Rows>,
  signal: AbortSignal | undefined,
  act: (connection: DuckDBConnection, engine: Engine) => Promise<T>,
): Promise<T> {
  try {
    return await connected(tables, signal, act);
  } catch (error) {
    const others = error instanceof MalformedFileError && (await otherRows(tables, error));
    if (!others) throw error;
    return overTables(others, signal, act);
  }
}

async function otherRows(
  tables: ReadonlyMap<string, Rows>,
  { cause }: MalformedFileError,
): Promise<ReadonlyMap<string, Rows> | undefined> {
  for (const [name, rows] of tables) {
    const other = inFile(rows) && (await rows.otherwise?.((cause as Error).message));
    if (other) return new Map(tables).set(name, other);
  }
  return undefined;
}

/** Runs what is asked of the database until the signal or an interrupt of the cell ends it. */
async function connected<T>(
  given: ReadonlyMap<string, Rows> | readonly string[],
  ending: AbortSignal | undefined,
  act: (connection: DuckDBConnection, engine: Engine) => Promise<T>,
  title?: string,
): Promise<T> {
  const signal = stopSignal(ending);
  signal?.throwIfAborted();
  const tables: ReadonlyMap<string, Rows> = given instanceof Map ? given : new Map();
  const sources = [...tables.values()];
  const files = given instanceof Map ? sources.flatMap(rows => (inFile(rows) ? rows.files : [])) : given;
  const engine = await Engine.for(files as readonly string[]);
  const connection = await engine.connect();
  let again: NodeJS.Timeout | undefined;
  const interrupt = () => {
    // Again and again: what comes between two statements is lost.
    again ??= setInterval(() => connection.interrupt(), 50);
  };
  signal?.addEventListener('abort', interrupt);
  try {
    signal?.throwIfAborted();
    for (const [name, rows] of tables) {
      const from = inFile(rows) ? rows.sql : `select * from ${quotedName(await engine.table(rows))}`;
      await connection.run(`create temp view ${quotedName(name)} as ${from}`);
    }
    return await act(connection, engine);
  } catch (error) {
    signal?.throwIfAborted();
    throw explained(error, title ?? sources.find(inFile)?.title);
  } finally {
    signal?.removeEventListener('abort', interrupt);
    clearInterval(again);
    connection.closeSync();
  }
}

/** The database's messages are good, but for the advice about its own options. */
function explained(error: unknown, title: string | undefined): unknown {
  const message = (error as Error).message.replace(/^Failed to extract statements: /, '');
  if (!/^[A-Z]\w+( \w+)* Error: /.test(message)) return error;
  const short = message
    .split(/\n\s*(?:Possible (?:fixes|solutions)|\* )/)[0]!
    .trim()
    // With a quote that is never closed a line is the rest of the file.
    .replace(/(\nOriginal Line: .{200}).*(?=\n)/s, '$1…');
  // What the query itself raises, of a row that does not fit.
  const raised = /^Invalid Input Error: (.*: (?:a row|column .*) has not .*)/.exec(short)?.[1];
  if (raised !== undefined) return new MalformedFileError(raised, { cause: error });
  if (
    title &&
    /^(Conversion|Invalid Input|Not implemented|IO|Parser) Error: .*(CSV|Parquet|parquet|JSON|snappy|TProtocol)/s.test(
      message,
    )
  )
    return new MalformedFileError(`${title}: ${short.split('\n\nLINE ')[0]}`, { cause: error });
  return new QueryError(short, { cause: error });
}

/** A query to stand in brackets; it may end with a comment. */
function inner(sql: string): string {
  return `${sql.replace(/[;\s]+$/, '')}\n`;
}
