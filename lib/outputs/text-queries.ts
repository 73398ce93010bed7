import type { ColumnKind, Columns } from './column-kinds.js';
import type { Dialect } from './dialect.js';
import { quotedName, quotedText } from './query/file-rows.js';

/** A text in a file of this machine, in UTF-8, and what its columns hold. */
export interface TextColumns extends Columns {
  readonly dialect: Dialect;
  readonly path: string;
  /** How messages call the file. */
  readonly title: string;
}

/** How errors of a query end: a column that was taken for one of whole numbers has others. */
export const notWhole = 'has not only whole numbers';
/** It has those that a double does not keep. */
export const aboveDoubles = 'has not only numbers below 2^53';

const missing = ['', 'NA', 'N/A', 'na', 'n/a', 'null', 'NULL', 'Null'];

/** Whether a cell of a column that holds no text stands for no value. */
export function isMissing(text: string): boolean {
  return missing.includes(text);
}

/** How DuckDB reads the cells of a kind. It would round `1.5` to a whole number, and leave out times that it does not know. */
const types: Readonly<Record<ColumnKind, string>> = {
  whole: 'DOUBLE',
  large: 'VARCHAR',
  number: 'DOUBLE',
  printed: 'VARCHAR',
  date: 'VARCHAR',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
};

/** The query for a text whose cells are parted by a character. */
export function delimitedQuery(text: TextColumns): string {
  const { names, delimiter, skip, decimal } = text.dialect;
  // In a column of text a word for what is missing is a text: DuckDB knows no such words by column.
  const byHand = text.hasWords && text.kinds.includes('text');
  const columns = names.map(
    (name, i) => `${quotedText(name)}: '${byHand ? 'VARCHAR' : types[text.kinds[i]!]}'`,
  );
  const told = [
    quotedText(text.path),
    `delim = ${quotedText(delimiter as string)}`,
    `quote = '"', escape = '"', header = false, skip = ${skip}, auto_detect = false`,
    `columns = {${columns.join(', ')}}`,
    ...(decimal === ',' ? [`decimal_separator = ',', thousands = '.'`] : []),
    // Each takes time.
    ...(text.hasWords && !byHand ? [`nullstr = [${missing.map(quotedText).join(', ')}]`] : []),
  ];
  const values = names.map((name, i) => {
    const column = quotedName(name);
    return byHand ? fromWord(column, i, text) : fromCell(column, i, text);
  });
  const rows = `${selected(values, names)} from read_csv(${told.join(', ')})`;
  // Of one column an empty line is no row.
  return names.length === 1 && !text.hasWords ? `${rows} where ${quotedName(names[0]!)} is not null` : rows;
}

/** The query for a text whose lines are cut here: DuckDB itself knows no runs of blanks and no fixed width. */
export function linesQuery(text: TextColumns): string {
  const { names, delimiter, skip } = text.dialect;
  const values = names.map((_, i) => fromWord(`w[${i + 1}]`, i, text));
  const ragged = `${text.title}: a row has not ${names.length} cells: `;
  const lines = `read_csv(${quotedText(text.path)}, auto_detect = false, header = false, skip = ${skip}, delim = '\u0001', quote = '', escape = '', columns = {'line': 'VARCHAR'})`;
  return (
    `${selected(values, names)} from (select if(len(w) = ${names.length}, w, error(${quotedText(ragged)} || line)) as w ` +
    `from (select line, ${wordsOf(delimiter)} as w from ${lines} where trim(line, ' \t\r') <> '' and not starts_with(ltrim(line), '#')))`
  );
}

function selected(values: readonly string[], names: readonly string[]): string {
  return `select ${values.map((value, i) => `${value} as ${quotedName(names[i]!)}`).join(', ')}`;
}

function wordsOf(delimiter: Dialect['delimiter']): string {
  if (typeof delimiter === 'string') return `string_split_regex(trim(line, ' \t\r'), '\\s+')`;
  const words = delimiter.map((start, i) => {
    const end = delimiter[i + 1];
    return `trim(substring(line, ${start + 1}${end === undefined ? '' : `, ${end - start}`}))`;
  });
  return `[${words.join(', ')}]`;
}

/** What `read_csv` makes of a cell as a value. */
function fromCell(cell: string, column: number, text: TextColumns): string {
  const kind = text.kinds[column]!;
  if (kind === 'whole') return wholeNumber(cell, column, text);
  return kind === 'text' || types[kind] !== 'VARCHAR' ? cell : parsed(cell, column, text);
}

/** A word as a value. */
function fromWord(word: string, column: number, text: TextColumns): string {
  const kind = text.kinds[column]!;
  if (kind === 'text') return `nullif(${word}, '')`;
  const isLocal = text.dialect.decimal === ',' && kind !== 'date';
  const plain = isLocal ? `replace(replace(${word}, '.', ''), ',', '.')` : word;
  const given = `case when trim(${word}) not in (${missing.map(quotedText).join(', ')}) then ${plain} end`;
  const value = parsed(given, column, text);
  return kind === 'whole' ? wholeNumber(value, column, text) : value;
}

/** A text as a value of its kind, whole numbers as doubles. */
function parsed(word: string, column: number, text: TextColumns): string {
  switch (text.kinds[column]!) {
    case 'large': {
      const isWhole = `regexp_full_match(trim(${word}), '[+-]?[0-9]+')`;
      return `case when ${word} is null then null when ${isWhole} then ${word}::hugeint else ${raised(notWhole, column, text)} end`;
    }
    case 'date': {
      // DuckDB knows no zone behind hours and minutes.
      const withSeconds = `regexp_replace(${word}, '^(.{10}[T ]\\d\\d:\\d\\d)(Z|[+-]\\d\\d:?\\d\\d)$', '\\1:00\\2')`;
      const date = `coalesce(try_cast(${word} as timestamptz), try_cast(${withSeconds} as timestamptz))::timestamp`;
      return checked(word, date, 'dates', column, text);
    }
    case 'boolean':
      return checked(word, `try_cast(${word} as boolean)`, 'true and false', column, text);
    default:
      return checked(word, `try_cast(translate(${word}, 'dD', 'ee') as double)`, 'numbers', column, text);
  }
}

function checked(word: string, value: string, what: string, column: number, text: TextColumns): string {
  const error = raised(`has not only ${what}: `, column, text, word);
  return `case when ${word} is not null and ${value} is null then ${error} else ${value} end`;
}

function wholeNumber(number: string, column: number, text: TextColumns): string {
  const large = `abs(${number}) > ${Number.MAX_SAFE_INTEGER}`;
  return (
    `case when ${number} is null then null when ${number} <> trunc(${number}) or isnan(${number}) then ${raised(notWhole, column, text)} ` +
    `when ${large} then ${raised(aboveDoubles, column, text)} else ${number}::bigint end`
  );
}

function raised(what: string, column: number, { title, dialect }: TextColumns, value = "''"): string {
  const message = `${title}: column ${quotedName(dialect.names[column]!)} ${what}`;
  return `error(${quotedText(message)} || ${value})`;
}
