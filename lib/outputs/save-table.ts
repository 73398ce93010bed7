import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { UnknownFormatError } from '../errors/unknown-format-error.js';
import type { ColumnData } from './column-data.js';
import { csvText } from './csv-text.js';
import { inFile, type Rows } from './query/file-rows.js';

/** How DuckDB writes a format. */
const ways: Readonly<Record<string, string>> = {
  '.parquet': 'format parquet, compression zstd',
  '.csv': 'format csv, header',
  '.tsv': "format csv, header, delimiter '\t'",
  '.ndjson': 'format json',
  '.jsonl': 'format json',
  '.json': 'format json, array true',
};

/** Writes rows to a path in the format that its extension names. */
export async function saveTable(rows: Rows, path: string, signal: AbortSignal | undefined): Promise<void> {
  const extension = extname(path).toLowerCase();
  const target = resolve(path);
  await mkdir(dirname(target), { recursive: true });
  if (extension === '.arrow' || extension === '.feather') {
    const { arrowBytes } = await import('./arrow-table.js');
    const columns = inFile(rows) ? await readAll(rows, signal) : rows;
    return writeFile(target, await arrowBytes(columns), { signal });
  }
  if (!inFile(rows) && (extension === '.csv' || extension === '.tsv')) {
    return writeFile(target, csvText(rows, extension === '.csv' ? ',' : '\t'), { signal });
  }
  const way = Object.hasOwn(ways, extension) ? ways[extension] : undefined;
  if (!way) {
    throw new UnknownFormatError(
      `A table is not saved as '${path}'. Give one of these extensions: ${Object.keys(ways).join(', ')}, .arrow.`,
    );
  }
  const { copyTo } = await import('./query/query.js');
  await copyTo(rows, target, way, signal);
}

async function readAll(rows: Rows, signal: AbortSignal | undefined): Promise<ColumnData> {
  const { query } = await import('./query/query.js');
  const all = await query('from this', new Map([['this', rows]]), { signal, most: Number.POSITIVE_INFINITY });
  return all as ColumnData;
}
