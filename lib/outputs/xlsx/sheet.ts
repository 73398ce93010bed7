import { TooLargeError } from '../../errors/too-large-error.js';
import type { ZipArchive } from '../archives/zip.js';
import { validDate } from '../valid-date.js';
import type { Sheet, Workbook } from './workbook.js';
import { readXml } from './xml.js';

/** A cell's value; null where it is empty or an error (`#N/A`). */
export type CellValue = string | number | boolean | Date | null;

/** A few cells far apart could ask for a table that no memory holds: it has no more cells, empty ones included. */
const mostCells = 50_000_000;

/**
 * The cells of a sheet in rows of one length: the part of the sheet that has values, without empty rows and columns around it.
 *
 * @throws TooLargeError when it spans more cells than are read
 */
export async function readCells(archive: ZipArchive, book: Workbook, sheet: Sheet): Promise<CellValue[][]> {
  const rows = new Map<number, Map<number, CellValue>>();
  let row = 0;
  let column = 0;
  let cell: Readonly<Record<string, string>> | undefined;
  let text = '';
  let inValue = false;
  let inHint = false;
  await readXml(archive, sheet.part, {
    open(name, attributes) {
      if (name === 'row') {
        row = wholeNumber(attributes['r']) ?? row + 1;
        column = 0;
      } else if (name === 'c') {
        cell = attributes;
        const place = /^([A-Z]{1,3})(\d{1,7})$/.exec(attributes['r'] ?? '');
        column = place ? columnNumber(place[1]!) : column + 1;
        if (place) row = Number(place[2]);
        text = '';
      } else if (name === 'rPh') inHint = true;
      inValue = cell !== undefined && (name === 'v' || (name === 't' && !inHint));
    },
    text(more) {
      if (inValue) text += more;
    },
    close(name) {
      inValue = false;
      if (name === 'rPh') inHint = false;
      if (name !== 'c' || !cell) return;
      const value = cellValue(cell, text, book);
      cell = undefined;
      if (value === null) return;
      const cells = rows.get(row);
      if (cells) cells.set(column, value);
      else rows.set(row, new Map([[column, value]]));
    },
  });
  return block(rows, archive.title, sheet);
}

/** The rectangle that holds all values. */
function block(
  rows: ReadonlyMap<number, ReadonlyMap<number, CellValue>>,
  title: string,
  sheet: Sheet,
): CellValue[][] {
  if (rows.size === 0) return [];
  const [top, bottom] = span(rows.keys());
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (const cells of rows.values()) {
    const [first, last] = span(cells.keys());
    left = Math.min(left, first);
    right = Math.max(right, last);
  }
  const [height, width] = [bottom - top + 1, right - left + 1];
  if (height * width > mostCells) {
    throw new TooLargeError(
      `${title}: the sheet '${sheet.name}' spans ${height} × ${width} cells, more than are read. Save its part as CSV.`,
    );
  }
  return Array.from({ length: height }, (_, y) => {
    const cells = rows.get(top + y);
    return Array.from({ length: width }, (_, x) => cells?.get(left + x) ?? null);
  });
}

function span(numbers: Iterable<number>): [least: number, most: number] {
  let [least, most] = [Number.POSITIVE_INFINITY, 0];
  for (const number of numbers) {
    least = Math.min(least, number);
    most = Math.max(most, number);
  }
  return [least, most];
}

/** By the type of a cell (ECMA-376, 18.18.11): numbers have none or `n`. */
function cellValue(cell: Readonly<Record<string, string>>, text: string, book: Workbook): CellValue {
  switch (cell['t']) {
    case 's':
      return book.texts[Number(text)] ?? null;
    case 'str':
    case 'inlineStr':
      return text === '' ? null : text;
    case 'b':
      return text === '' ? null : text === '1' || text === 'true';
    case 'd':
      return validDate(new Date(/Z$|[+-]\d\d:\d\d$/.test(text) ? text : `${text}Z`));
    case 'e':
      return null;
    default: {
      const number = Number(text);
      if (text === '' || Number.isNaN(number)) return null;
      const style = book.styles[Number(cell['s'] ?? 0)];
      if (style === 'duration') return durationText(number);
      return style === 'date' ? serialDate(number, book.from1904) : number;
    }
  }
}

/**
 * Days since the end of 1899, or since 1904, in UTC. Excel counts a 29 February 1900 that never was: dates before it are a day
 * later than days say.
 */
function serialDate(days: number, from1904: boolean): Date | null {
  const start = from1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, days < 60 ? 31 : 30);
  return validDate(new Date(start + Math.round(days * 86_400_000)));
}

/** Days as hours, minutes and seconds: `30:15:00`, whole milliseconds behind a point. */
function durationText(days: number): string {
  const all = Math.round(Math.abs(days) * 86_400_000);
  const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
  const part = all % 1000 === 0 ? '' : `.${String(all % 1000).padStart(3, '0')}`;
  const clock = `${Math.floor(all / 3_600_000)}:${two((all / 60_000) % 60)}:${two((all / 1000) % 60)}${part}`;
  return days < 0 ? `-${clock}` : clock;
}

/** `A` is 1, `AA` 27. */
function columnNumber(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,7}$/.test(text) ? Number(text) : undefined;
}
