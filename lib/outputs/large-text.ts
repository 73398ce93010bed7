import { Displayable } from '../display/display.js';
import { tableBundle } from '../display/table-view.js';
import { size } from '../display/words.js';
import type { DataFile } from './data-file.js';
import { type Dialect, valueRows } from './dialect.js';
import { parseColumn } from './parse-column.js';
import { quotedName, quotedText } from './query/file-rows.js';
import { askFiles, fileRows } from './query/query.js';
import type { ReadOptions } from './read-options.js';
import { Table } from './table.js';
import { encodingOf } from './text.js';

/** Values that are taken into memory at once; those of larger files stay there. */
const mostBytes = 32_000_000;

/** Rows whose values tell the types of columns. */
const typed = 50_000;

const missing = "['', 'NA', 'N/A', 'na', 'null', 'NULL']";

/** A table of a text that is not small, which DuckDB reads. Only its beginning is looked at here. */
export async function largeTable(
  file: DataFile,
  dialect: Dialect,
  head: string,
  options: ReadOptions,
): Promise<Table> {
  const path = await file.path(options);
  const types = headTypes(dialect, head);
  const encoding = encodingOf(await file.head(options));
  const sql =
    typeof dialect.delimiter === 'string' && dialect.delimiter !== ' '
      ? await delimitedQuery(path, dialect, types, encoding, file.title, options.signal)
      : linesQuery(path, dialect, types, file.title);
  const bytes = await file.size(options);
  const rows = await fileRows(sql, [path], titleOf(file, bytes), options.signal);
  const table = Table.fromFile(rows, file.caption);
  return bytes === undefined || bytes > mostBytes ? table : table.load(options);
}

/** The first rows of a larger file, as such. */
export async function firstRows(file: DataFile, first: Table, options: ReadOptions): Promise<Displayable> {
  const whole = { title: titleOf(file, await file.size(options)), length: Number.NaN };
  const { columns, types, origin } = first;
  const length = Math.min(first.length, 20);
  const column = (name: string) => first.column(name).slice(0, length);
  return new Displayable(() => tableBundle({ columns, types, length, column, origin, whole }));
}

function titleOf(file: DataFile, bytes: number | undefined): string {
  return bytes === undefined ? file.title : `${file.title} (${size(bytes)})`;
}

/** The types of the values at the beginning. */
function headTypes(dialect: Dialect, head: string): string[] {
  const rows = valueRows(head, dialect);
  return dialect.names.map((_, i) => parseColumn(rows.map(({ cells }) => cells[i] ?? '')).type);
}

/** DuckDB finds the types itself, once, but takes identifiers such as `007` for numbers. */
async function delimitedQuery(
  path: string,
  { names, delimiter, skip, decimal }: Dialect,
  types: readonly string[],
  encoding: string | undefined,
  title: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  const told = [
    quotedText(path),
    `delim = ${quotedText(delimiter as string)}`,
    `quote = '"', escape = '"', header = false, skip = ${skip}`,
    `nullstr = ${missing}, decimal_separator = ${quotedText(decimal)}`,
    ...(encoding && encoding !== 'utf-8'
      ? [`encoding = '${encoding === 'windows-1252' ? 'latin-1' : 'utf-16'}'`]
      : []),
  ];
  const sniffed = await askFiles(
    `select * from sniff_csv(${told.join(', ')}, names = [${names.map(quotedText).join(', ')}], sample_size = ${typed})`,
    [path],
    title,
    signal,
  );
  const found = sniffed['Columns'] as { type: string }[];
  const columns = names.map((name, i) => {
    const type = types[i] === 'text' ? undefined : found[i]?.type;
    return `${quotedText(name)}: ${quotedText(type ?? 'VARCHAR')}`;
  });
  for (const [option, column] of [
    ['dateformat', 'DateFormat'],
    ['timestampformat', 'TimestampFormat'],
  ] as const) {
    if (sniffed[column]) told.push(`${option} = ${quotedText(String(sniffed[column]))}`);
  }
  return `select * from read_csv(${told.join(', ')}, auto_detect = false, columns = {${columns.join(', ')}})`;
}

/** Each line is read as one text and then cut: DuckDB itself knows no runs of blanks and no fixed width. */
function linesQuery(
  path: string,
  { names, delimiter, skip, decimal }: Dialect,
  types: readonly string[],
  title: string,
): string {
  const cut =
    delimiter === ' '
      ? `string_split_regex(trim(line, ' \t\r'), '\\s+')`
      : `[${(delimiter as readonly number[]).map((start, i) => `trim(substring(line, ${start + 1}${delimiter[i + 1] === undefined ? '' : `, ${Number(delimiter[i + 1]) - start}`}))`).join(', ')}]`;
  const values = names.map((name, i) => {
    const type = types[i] === 'int' ? 'bigint' : types[i] === 'float' ? 'double' : 'varchar';
    const word = `nullif(w[${i + 1}], '')`;
    const isLocal = decimal === ',' && type !== 'varchar';
    const plain = isLocal ? `replace(replace(${word}, '.', ''), ',', '.')` : word;
    return `cast(${plain} as ${type}) as ${quotedName(name)}`;
  });
  const ragged = `${title}: a row has not ${names.length} cells: `;
  const lines = `read_csv(${quotedText(path)}, auto_detect = false, header = false, skip = ${skip}, delim = '\u0001', quote = '', escape = '', columns = {'line': 'VARCHAR'})`;
  return (
    `select ${values.join(', ')} from (select if(len(w) = ${names.length}, w, error(${quotedText(ragged)} || line)) as w ` +
    `from (select line, ${cut} as w from ${lines} where trim(line, ' \t\r') <> '' and not starts_with(ltrim(line), '#')))`
  );
}
