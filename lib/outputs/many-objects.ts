import { basename } from 'node:path';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { stopSignal } from '../display/stop-signal.js';
import { tableBundle } from '../display/table-view.js';
import { size } from '../display/words.js';
import { StorageError } from '../errors/storage-error.js';
import type { ByteSource } from '../storage/byte-source.js';
import { eachAtOnce } from '../storage/each-at-once.js';
import type { ObjectInfo, S3Bucket } from '../storage/s3/bucket.js';
import { DataFile } from './data-file.js';
import type { ReadOptions } from './read-options.js';
import { Table } from './table.js';

/** Objects that are fetched at once. */
const atOnce = 8;

/** The objects of a bucket whose names fit a pattern, as one file: its table has the rows of all. */
export class ManyObjects extends DataFile {
  /** @param pattern see `matching` of `lib/storage/s3` */
  constructor(
    private readonly open: () => Promise<S3Bucket>,
    private readonly pattern: string,
    origin: string,
  ) {
    super(pattern, several(pattern), origin);
  }

  /**
   * The rows of all objects below each other, by the names of their columns; a column `file` tells the object. Large ones in
   * Parquet stay in their files.
   */
  override async table<Row extends object = Record<string, unknown>>(
    options: ReadOptions = {},
  ): Promise<Table<Row>> {
    const objects = await this.#objects(options);
    const bucket = await this.open();
    const { cachedObject } = await import('../storage/s3/cached-object.js');
    const files = objects.map(
      object => new DataFile(object.key, cachedObject(bucket, object.key, object), this.origin),
    );
    const names = files.map(file => file.name);
    if (names.every(name => /\.parquet$/i.test(name))) {
      const { manyParquet } = await import('./query/many-parquet.js');
      const { loadedIfSmall } = await import('./formats/parquet.js');
      const paths = await each(files, options, file => file.path(options));
      const named = names.map((name, i) => ({ name, path: paths[i]! }));
      const rows = await manyParquet(named, this.title, options.signal);
      const table = await loadedIfSmall(Table.fromFile(rows, this.caption), options);
      return table as Table<object> as Table<Row>;
    }
    const tables = await each(files, options, file => file.table(options));
    const labels = tables.some(table => table.columns.includes('file')) ? {} : { file: names };
    return (await Table.concat(tables, { ...options, labels })) as Table<object> as Table<Row>;
  }

  override async [jupyterDisplay](): Promise<MimeBundle> {
    const objects = await this.#objects();
    const columns = {
      name: objects.map(object => object.key),
      size: objects.map(object => size(object.size)),
      modified: objects.map(object => object.modified),
    };
    const types = { name: 'text', size: 'text', modified: 'date' } as const;
    return tableBundle(Table.fromColumns(columns, { types, origin: this.origin }));
  }

  async #objects({ signal }: ReadOptions = {}): Promise<ObjectInfo[]> {
    const { matching } = await import('../storage/s3/matching.js');
    return matching(await this.open(), this.pattern, stopSignal(signal));
  }
}

async function each<Result>(
  files: readonly DataFile[],
  { signal }: ReadOptions,
  read: (file: DataFile) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  await eachAtOnce(files.keys(), atOnce, stopSignal(signal), async i => {
    results[i] = await read(files[i]!);
  });
  return results;
}

/** What is no one file has no bytes. */
function several(pattern: string): ByteSource {
  const error = () =>
    new StorageError(
      `${basename(pattern)} may be several files: read them as one with .table(), or open each`,
      undefined,
      { reason: 'address' },
    );
  return {
    size: async () => {
      throw error();
    },
    stream: () => {
      throw error();
    },
  };
}
