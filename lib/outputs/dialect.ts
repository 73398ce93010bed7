import { dsvFormat } from 'd3-dsv';
import { MalformedFileError } from '../errors/malformed-file-error.js';
import { columnNames } from './free-name.js';
import { parseNumber } from './parse-column.js';
import type { ReadOptions } from './read-options.js';

/** How a text has its columns. */
export interface Dialect {
  /** What stands between cells; `' '` is any white space, an array the starts of columns of fixed width. */
  readonly delimiter: string | readonly number[];
  readonly names: readonly string[];
  /** Lines before the first row of values. */
  readonly skip: number;
  readonly decimal: '.' | ',';
}

/** A row as texts, and the line that it begins in, counted from 1. */
export interface TextRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Rows that are looked at, and lines, which may be less than rows. */
const sampled = 200;
const sampledLines = 500;
const sampledText = 200_000;

/**
 * Finds out how a text has its columns, from its beginning.
 *
 * @param preferred what the format says of its delimiter: `','` may be any of `, ; |` and tab, all others are themselves
 * @throws MalformedFileError where there is no table
 */
export function findDialect(
  whole: string,
  preferred: string | undefined,
  options: ReadOptions,
  title: string,
): Dialect {
  const text = firstLines(whole, sampledLines, sampledText);
  const delimiter = options.delimiter ?? found(text, preferred, options);
  const rows = textRows(text, delimiter).slice(0, sampled);
  const comments = leadingComments(text);
  const [first] = rows;
  if (!first) throw new MalformedFileError(`${title} is empty: there is no table in it.`);
  const count = first.cells.length;
  const named = namesOf(rows, comments, options, title);
  const units = named.inFirst && areUnits(rows[1]?.cells) ? rows[1]!.cells : undefined;
  const body = rows.slice(Number(named.inFirst) + Number(units !== undefined));
  return {
    delimiter,
    names: columnNames(withUnits(named.names ?? first.cells.map(() => ''), units)),
    skip: (body[0]?.line ?? Number.POSITIVE_INFINITY) - 1,
    decimal: options.decimal ?? (delimiter !== ',' && count > 0 && hasDecimalCommas(body) ? ',' : '.'),
  };
}

/** The first lines of a text, as many that are no comment as asked for, or fewer where they are long; not fewer than tell names, units and values apart. */
export function firstLines(text: string, most: number, mostText = text.length): string {
  let end = 0;
  for (let lines = 0; lines < most; ) {
    if (text[end] !== '#') lines += 1;
    const next = text.indexOf('\n', end) + 1;
    if (next === 0) return text;
    if (next > mostText && lines > 3) break;
    end = next;
  }
  return text.slice(0, end);
}

/** What stands between cells that may be quoted; undefined where blanks or widths part them, and quotes mean nothing. */
export function separatorOf(delimiter: Dialect['delimiter']): string | undefined {
  return typeof delimiter === 'string' && delimiter !== ' ' ? delimiter : undefined;
}

/** The rows of a text that are neither blank nor a comment (`#`) at a place where a row begins. */
function textRows(text: string, delimiter: Dialect['delimiter']): TextRow[] {
  const separator = separatorOf(delimiter);
  if (separator !== undefined) return delimitedRows(text, separator);
  const split = delimiter === ' ' ? words : (line: string) => slices(line, delimiter as readonly number[]);
  return text
    .split(/\r?\n/)
    .map((line, i) => ({ text: line, line: i + 1 }))
    .filter(({ text }) => text.trim() !== '' && !text.trimStart().startsWith('#'))
    .map(({ text, line }) => ({ cells: split(text), line }));
}

/** The rows of values below the names, with numbers as programs write them. */
export function valueRows(text: string, { delimiter, skip, decimal }: Dialect): TextRow[] {
  const rows = textRows(text, delimiter).filter(({ line }) => line > skip);
  return decimal === ',' ? rows.map(row => ({ ...row, cells: row.cells.map(withPoint) })) : rows;
}

/** A quoted cell may span lines: the line of a row counts them. */
function delimitedRows(text: string, delimiter: string): TextRow[] {
  let line = 1;
  let begun = false;
  const rows: TextRow[] = [];
  for (const cells of dsvFormat(delimiter).parseRows(text)) {
    const begins = line;
    line += 1 + cells.reduce((sum, cell) => sum + lineBreaks(cell), 0);
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    if (!begun && cells[0]!.startsWith('#') && !isHeaderComment(cells)) continue;
    begun = true;
    rows.push({ cells, line: begins });
  }
  return rows;
}

/** A first name may be `#`, a number sign for rows; a comment is a line of words. */
function isHeaderComment(cells: readonly string[]): boolean {
  return cells[0]!.trim() === '#' && cells.length > 1;
}

function words(line: string): string[] {
  return line.trim().split(/\s+/);
}

function slices(line: string, starts: readonly number[]): string[] {
  return starts.map((start, i) => line.slice(start, starts[i + 1]).trim());
}

function lineBreaks(cell: string): number {
  return cell.includes('\n') ? cell.split('\n').length - 1 : 0;
}

function leadingComments(text: string): string[] {
  const comments: string[] = [];
  for (const line of text.split(/\r?\n/, 1000)) {
    if (line.trimStart().startsWith('#')) comments.push(line.trim().replace(/^#+\s*/, ''));
    else if (line.trim() !== '') break;
  }
  return comments;
}

/** The separator that gives the first lines the same number of cells, more than one; fixed width where none does. */
function found(text: string, preferred: string | undefined, options: ReadOptions): Dialect['delimiter'] {
  if (options.widths) return options.widths.map((_, i) => sum(options.widths!.slice(0, i)));
  const lines = text
    .split(/\r?\n/)
    .filter(line => line.trim() !== '' && !line.startsWith('#'))
    .slice(0, 50);
  const candidates =
    preferred === ',' ? [',', ';', '\t', '|'] : preferred ? [preferred] : ['\t', ';', ',', '|', ' '];
  const best = candidates
    .map(delimiter => ({ delimiter, score: score(lines, delimiter) }))
    .sort((a, b) => b.score - a.score)[0]!;
  if (best.score > 0) return best.delimiter;
  if (preferred !== undefined) return preferred;
  const starts = fixedStarts(lines);
  return starts.length > 1 ? starts : lines.every(isNumbers) ? ' ' : ',';
}

/** The share of lines with as many cells as most, times how sure that makes: words are cells in any prose. */
function score(lines: readonly string[], delimiter: string): number {
  const counts = lines.map(line => {
    const bare = line.replace(/"[^"]*"/g, '');
    return delimiter === ' ' ? words(bare).length : bare.split(delimiter).length;
  });
  const usual = mode(counts);
  const share = counts.filter(count => count === usual).length / (counts.length || 1);
  if (usual < 2 || share < (delimiter === ' ' ? 1 : 0.7)) return 0;
  const sure = delimiter === ' ' ? 0.5 : delimiter === ',' ? 0.9 : 1;
  return share * sure;
}

function mode(counts: readonly number[]): number {
  const seen = new Map<number, number>();
  for (const count of counts) seen.set(count, (seen.get(count) ?? 0) + 1);
  return [...seen].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}

/** Where columns of fixed width begin: behind places that are blank in every line. */
function fixedStarts(lines: readonly string[]): number[] {
  if (lines.length < 2 || lines.some(line => line.includes('\t')) || lines.every(isNumbers)) return [];
  const width = Math.max(...lines.map(line => line.length));
  const blank = (at: number) => lines.every(line => (line[at] ?? ' ') === ' ');
  const starts = [0];
  for (let at = 1; at < Math.min(width, 10_000); at++) {
    if (blank(at - 1) && !blank(at) && at > 1) starts.push(at);
  }
  // Words of a text may stand below each other by chance: each column has a name, or part of one, above it.
  return starts.filter((start, i) => start === 0 || lines[0]!.slice(start, starts[i + 1]).trim() !== '');
}

/** Of numbers alone a row with fewer is cut short, rather than one with an empty cell. */
function isNumbers(line: string): boolean {
  return words(line).every(word => parseNumber(word) !== undefined);
}

interface Names {
  readonly names: readonly string[] | undefined;
  /** Whether the first row has them. */
  readonly inFirst: boolean;
}

function namesOf(
  rows: readonly TextRow[],
  comments: readonly string[],
  options: ReadOptions,
  title: string,
): Names {
  const first = rows[0]!;
  if (Array.isArray(options.header)) {
    const given = options.header as readonly string[];
    if (given.length === first.cells.length) return { names: given, inFirst: false };
    throw new MalformedFileError(
      `${title}: \`header\` names ${given.length} columns, line ${first.line} has ${first.cells.length} cells. Name each of them.`,
    );
  }
  const inFirst = options.header ?? isHeader(rows);
  if (inFirst) return { names: first.cells, inFirst: true };
  const told = comments
    .map(comment => comment.split(comment.includes('\t') ? /\t+/ : comment.includes(',') ? /\s*,\s*/ : /\s+/))
    .filter(cells => cells.length === first.cells.length);
  const [last, above] = told.reverse();
  const names = above && areUnits(last) ? withUnits(above, last) : last;
  return { names: options.header === false ? undefined : names, inFirst: false };
}

/** Whether a row below the names says their units: each in brackets, or none. */
function areUnits(cells: readonly string[] | undefined): cells is readonly string[] {
  const isUnit = (cell: string) => /^(\[[^[\]]{0,30}\]|\([^()]{0,30}\))$/.test(cell.trim());
  return cells?.some(isUnit) === true && cells.every(cell => isUnit(cell) || /^\s*-?\s*$/.test(cell));
}

/** Names as `T [K]`. */
function withUnits(names: readonly string[], units: readonly string[] | undefined): readonly string[] {
  return names.map((name, i) => {
    const unit = units?.[i]?.trim() ?? '';
    return /^-?$/.test(unit) ? name : `${name.trim()} ${unit}`;
  });
}

/** Names are no numbers: so says a column of numbers below one, or a first row without any. */
function isHeader(rows: readonly TextRow[]): boolean {
  const [first, ...body] = rows;
  const numeric = (cell: string | undefined) =>
    parseNumber((cell ?? '').trim().replace(',', '.')) !== undefined;
  if (!first!.cells.some(numeric)) return true;
  return first!.cells.some(
    (cell, i) =>
      cell.trim() !== '' && !numeric(cell) && body.length > 0 && body.every(row => numeric(row.cells[i])),
  );
}

/** Whether numbers are written `1,5`, and none `1.5`. */
function hasDecimalCommas(rows: readonly TextRow[]): boolean {
  const cells = rows.flatMap(row => row.cells.map(cell => cell.trim()));
  return (
    cells.some(cell => decimalComma.test(cell)) &&
    !cells.some(cell => /^[+-]?\d+\.\d+([eE][+-]?\d+)?$/.test(cell))
  );
}

const decimalComma = /^[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+([eE][+-]?\d+)?$/;

/** A number with a decimal comma as one with a point; other texts as they are. */
function withPoint(cell: string): string {
  return decimalComma.test(cell.trim()) ? cell.trim().replaceAll('.', '').replace(',', '.') : cell;
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
