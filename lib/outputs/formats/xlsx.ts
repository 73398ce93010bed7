import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { ZipArchive } from '../archives/zip.js';
import type { DataFile } from '../data-file.js';
import { columnNames } from '../free-name.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { Table } from '../table.js';
import { type CellValue, readCells } from '../xlsx/sheet.js';
import { readWorkbook, type Sheet, type Workbook } from '../xlsx/workbook.js';

/** Excel workbooks (xlsx): a sheet as a table, by its name or number. Formulas give what they last gave. */
export const xlsxReader: FormatReader = {
  async table(file, options) {
    return ZipArchive.opened(await file.path(options), file.title, async archive => {
      const book = await readWorkbook(archive);
      const sheet = chosen(book, file, options);
      const rows = await readCells(archive, book, sheet);
      const several = book.sheets.length > 1 ? ` of ${book.sheets.length} sheets` : '';
      return cellTable(rows, options, `${file.caption}, '${sheet.name}'${several}`);
    });
  },
  async json(file, options) {
    return ZipArchive.opened(await file.path(options), file.title, async archive =>
      (await readWorkbook(archive)).sheets.map(({ name, hidden }) => ({ sheet: name, hidden })),
    );
  },
};

function chosen({ sheets }: Workbook, file: DataFile, { part }: ReadOptions): Sheet {
  const found =
    part === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : (sheets.find(({ name }) => name === part) ?? sheets[Number(part) - 1]);
  if (found) return found;
  const names = sheets.map(({ name }) => `'${name}'`).join(', ') || 'none';
  throw new MalformedFileError(`${file.title} has no sheet '${part ?? ''}'. Its sheets are ${names}.`);
}

/** The first row has the names unless one of its cells is no text, or `header` says so. */
function cellTable(rows: readonly CellValue[][], { header }: ReadOptions, origin: string): Table {
  const first = rows[0] ?? [];
  const given = typeof header === 'object' ? header : undefined;
  const named = !given && (header ?? first.every(cell => cell === null || typeof cell === 'string'));
  const body = named ? rows.slice(1) : rows;
  const names = first.map((cell, i) => given?.[i] ?? (named && cell !== null ? text(cell) : ''));
  const columns = columnNames(names).map((name, i) => [name, body.map(row => row[i] ?? null)] as const);
  return Table.fromColumns(new Map(columns), { origin });
}

function text(cell: CellValue): string {
  return cell instanceof Date ? cell.toISOString() : String(cell);
}
