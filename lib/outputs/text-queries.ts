import type { ColumnKind, Columns } from './column-kinds.js';
import type { Dialect } from './dialect.js';
import { missingWords, usualSpellings } from './missing-words.js';
import { quotedName, quotedText } from './query/file-rows.js';

/** A text in a file of this machine, in UTF-8, and what its columns hold. */
export interface TextColumns extends Columns {
  readonly dialect: Dialect;
  readonly path: string;
  /** How messages call the file. */
  readonly title: string;
  /** Whether one thread reads it, from its beginning: others may start in a quoted cell with lines that look like rows. */
  readonly inOrder: boolean;
}

/** How errors of a query end: a column that was taken for one of whole numbers has others. */
export const notWhole = 'has not only whole numbers';
/** It has those that a double does not keep. */
export const aboveDoubles = 'has not only numbers below 2^53';

const listOf = (texts: readonly string[]) => `[${texts.map(quotedText).join(', ')}]`;

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

/** DuckDB's threads read parts of a quarter of it, 2 MB: with parts of 8 MB, its own choice, the last leaves other threads idle. */
const bufferBytes = 8_000_000;

/** The query for a text whose cells are parted by a character. */
export function delimitedQuery(text: TextColumns): string {
  const { names, delimiter, skip, decimal } = text.dialect;
  // In a column of text a word for what is missing is a text: DuckDB knows no such words by column.
  const byHand = text.gaps === 'any' || (text.gaps === 'usual' && text.kinds.includes('text'));
  const told = [
    quotedText(text.path),
    `delim = ${quotedText(delimiter as string)}`,
    `quote = '"', escape = '"', header = false, skip = ${skip}, auto_detect = false`,
    text.inOrder ? 'parallel = false' : `buffer_size = ${bufferBytes}`,
    `columns = {${names.map((name, i) => `${quotedText(name)}: '${byHand ? 'VARCHAR' : types[text.kinds[i]!]}'`).join(', ')}}`,
    ...(decimal === ',' ? [`decimal_separator = ',', thousands = '.'`] : []),
    // Each takes time.
    ...(text.gaps === 'usual' && !byHand ? [`nullstr = ${listOf(usualSpellings)}`] : []),
  ];
  // Of one column an empty line is no row.
  const rows =
    names.length === 1 && text.gaps === 'empty' ? ` where ${quotedName(names[0]!)} is not null` : '';
  const isText = text.kinds.map(kind => byHand || (kind !== 'text' && types[kind] === 'VARCHAR'));
  return valuesQuery(text, names.map(quotedName), isText, `read_csv(${told.join(', ')})${rows}`);
}

/** The query for a text whose lines are cut here: DuckDB itself knows no runs of blanks and no fixed width. */
export function linesQuery(text: TextColumns): string {
  const { names, delimiter, skip } = text.dialect;
  const ragged = `${text.title}: a row has not ${names.length} cells: `;
  const lines = `read_csv(${quotedText(text.path)}, auto_detect = false, header = false, skip = ${skip}, delim = '\u0001', quote = '', escape = '', columns = {'line': 'VARCHAR'})`;
  return valuesQuery(
    text,
    names.map((_, i) => `w[${i + 1}]`),
    names.map(() => true),
    `(select if(len(w) = ${names.length}, w, error(${quotedText(ragged)} || line)) as w ` +
      `from (select line, ${wordsOf(delimiter)} as w from ${lines} where trim(line, ' \t\r') <> '' and not starts_with(ltrim(line), '#')))`,
  );
}

function wordsOf(delimiter: Dialect['delimiter']): string {
  if (typeof delimiter === 'string') return `string_split_regex(trim(line, ' \t\r'), '\\s+')`;
  const words = delimiter.map((start, i) => {
    const end = delimiter[i + 1];
    return `trim(substring(line, ${start + 1}${end === undefined ? '' : `, ${end - start}`}))`;
  });
  return `[${words.join(', ')}]`;
}

/**
 * Cells as values, in three steps: the database does not compute a step for each use of it.
 *
 * @param areTexts which cells are still to be parsed, or are missing where they are empty
 */
function valuesQuery(
  text: TextColumns,
  cells: readonly string[],
  areTexts: readonly boolean[],
  from: string,
): string {
  const kinds = text.kinds.map((kind, i) => ({ kind, isText: areTexts[i]! }));
  const given = cells.map((cell, i) => `${cell} as c${i}`);
  const values = kinds.map(({ kind, isText }, i) =>
    isText && kind !== 'text' ? `c${i}, ${parsed(`c${i}`, kind, text)} as v${i}` : `c${i}, c${i} as v${i}`,
  );
  const checked = kinds.map(({ kind, isText }, i) => {
    const value = checkedValue(i, kind, isText, text);
    return `${value} as ${quotedName(text.dialect.names[i]!)}`;
  });
  return `select ${checked.join(', ')} from (select ${values.join(', ')} from (select ${given.join(', ')} from ${from}))`;
}

/** A text as a value of a kind, missing where it is none; whole numbers as doubles. */
function parsed(word: string, kind: ColumnKind, { dialect }: TextColumns): string {
  const plain = dialect.decimal === ',' ? `replace(replace(${word}, '.', ''), ',', '.')` : word;
  switch (kind) {
    case 'large':
      return `case when regexp_full_match(trim(${word}), '[+-]?[0-9]+') then ${word}::hugeint end`;
    case 'date': {
      // DuckDB knows no zone behind hours and minutes.
      const withSeconds = `regexp_replace(${word}, '^(.{10}[T ]\\d\\d:\\d\\d)(Z|[+-]\\d\\d:?\\d\\d)$', '\\1:00\\2')`;
      return `coalesce(try_cast(${word} as timestamptz), try_cast(${withSeconds} as timestamptz))::timestamp`;
    }
    case 'boolean':
      return `try_cast(${word} as boolean)`;
    default: {
      const withLetter = `regexp_replace(trim(${plain}), '^([+-]?(?:[0-9]+\\.[0-9]*|\\.[0-9]+))([+-][0-9]{3})$', '\\1e\\2')`;
      return `coalesce(try_cast(${plain} as double), try_cast(translate(${withLetter}, 'dD', 'ee') as double))`;
    }
  }
}

const expected: Readonly<Partial<Record<ColumnKind, string>>> = {
  large: notWhole,
  date: 'has not only dates',
  boolean: 'has not only true and false',
};

/** A value that was parsed. What does not fit raises an error that names the column. */
function checkedValue(column: number, kind: ColumnKind, isText: boolean, text: TextColumns): string {
  const [cell, value] = [`c${column}`, `v${column}`];
  if (kind === 'text') return isText ? `nullif(${value}, '')` : value;
  const raised = (what: string, shown = "''") => {
    const name = quotedName(text.dialect.names[column]!);
    return `error(${quotedText(`${text.title}: column ${name} ${what}`)} || ${shown})`;
  };
  const what = expected[kind] ?? 'has not only numbers';
  const wrong = what === notWhole ? raised(what) : raised(`${what}: `, cell);
  // `in` becomes a join, which is made for columns too that nobody asks for.
  const isGone = `${cell} is null or list_contains(${listOf(missingWords)}, lower(trim(${cell}, ' \t\r')))`;
  const otherwise = isText ? `when ${isGone} then null else ${wrong}` : '';
  if (kind !== 'whole')
    return isText ? `case when ${value} is not null then ${value} ${otherwise} end` : value;
  const isWhole = `${value} = trunc(${value}) and abs(${value}) <= ${Number.MAX_SAFE_INTEGER}`;
  const isFraction = `${value} <> trunc(${value}) or not isfinite(${value})`;
  return (
    `case when ${isWhole} then ${value}::bigint when ${isFraction} then ${raised(notWhole)} ` +
    `when ${value} is not null then ${raised(aboveDoubles)} ${otherwise} end`
  );
}
