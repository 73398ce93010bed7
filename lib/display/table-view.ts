import { foldedLines } from './aligned.js';
import { columnHint } from './column-hint.js';
import { alignment, escapeHtml } from './html.js';
import { trueMinus } from './numbers.js';
import type { MimeBundle } from './port.js';
import { styled } from './style.js';
import { type ShownColumn, type ShownTable, shownTable, type TableView } from './table-cells.js';
import { tableScript } from './table-script.js';
import { plural } from './words.js';

export type { TableView } from './table-cells.js';

/** A table as HTML and as text: types below the names, numbers aligned, the first and last rows of a long one. */
export function tableBundle(table: TableView): MimeBundle {
  const shown = shownTable(table);
  return { 'text/html': htmlOf(table, shown), 'text/plain': textOf(table, shown) };
}

/** A table as aligned text. */
export function tableText(table: TableView): string {
  return textOf(table, shownTable(table));
}

function htmlOf(table: TableView, shown: ShownTable): string {
  const rows: string[] = [];
  const count = shown.columns[0]?.cells.length ?? 0;
  for (let i = 0; i < count; i++) {
    if (i === shown.gap) rows.push(row(shown, column => `<td${alignment(column.numeric, 'tb-soft')}>…</td>`));
    rows.push(row(shown, column => `<td${alignment(column.numeric)}>${bodyText(column, i)}</td>`));
  }
  const head = row(shown, headCell);
  const body = count > 0 ? `<tbody>${rows.join('\n')}</tbody>` : '';
  const told = escapeHtml(caption(table, shown));
  const script = liveRows(shown);
  const grid =
    shown.columns.length > 0
      ? `<div class="tb-scroll"><table aria-label="${told}"><thead>${head}</thead>${body}</table></div>`
      : '';
  const mark = script ? ` data-tb-rows="${script.id}"` : '';
  return styled(
    `<div class="tb"${mark}>${grid}<div class="tb-soft">${told}</div></div>${script?.html ?? ''}`,
  );
}

/** Characters of a line of text, which most terminals show. */
const lineWidth = 100;

/** Of fewer rows the order is seen. */
const fewestLiveRows = 5;

/** The script of a table that is worth sorting and can carry its rows. */
function liveRows({ columns }: ShownTable): { id: string; html: string } | undefined {
  const count = columns[0]?.all?.length ?? 0;
  if (count < fewestLiveRows) return undefined;
  return tableScript(
    Array.from({ length: count }, (_, i) => columns.map(column => cellOf(column, column.all![i]!))),
  );
}

function row(shown: ShownTable, write: (column: ShownColumn) => string): string {
  return `<tr>${shown.columns.map(write).join('')}</tr>`;
}

function headCell(column: ShownColumn): string {
  const hint = column.numeric ? columnHint(column.values) : '';
  return `<th${alignment(column.numeric)} scope="col">${headText(column.name)} <small>${column.type}</small>${hint}</th>`;
}

/** A unit behind a name, `Press [bar]` or `Press (bar)`, is less than the name. */
function headText(name: string): string {
  const [, text, unit] = /^(.*\S)(\s*\[[^[\]]*[^\d[\]][^[\]]*\]|\s+\([^()]{1,20}\))$/s.exec(name) ?? [];
  if (text === undefined || unit === undefined) return escapeHtml(name);
  return `${escapeHtml(text)}<span class="tb-soft">${escapeHtml(unit)}</span>`;
}

function bodyText(column: ShownColumn, i: number): string {
  return escapeHtml(cellOf(column, column.cells[i]!));
}

function cellOf(column: ShownColumn, text: string): string {
  return column.numeric ? trueMinus(text) : text;
}

function caption(table: TableView, shown: ShownTable): string {
  const left = shown.moreColumns > 0 ? `, ${shown.moreColumns} of them not shown` : '';
  const rows = table.whole ? firstRows(table.length, table.whole) : plural(table.length, 'row');
  const shape = `${rows} × ${plural(table.columns.length, 'column')}${left}`;
  return table.origin === undefined ? shape : `${shape} · ${table.origin}`;
}

function firstRows(count: number, { title, length }: NonNullable<TableView['whole']>): string {
  return Number.isNaN(length)
    ? `first ${plural(count, 'row')} of ${title}`
    : `first ${count} of ${plural(length, 'row')} of ${title}`;
}

function textOf(table: TableView, shown: ShownTable): string {
  const { columns, gap } = shown;
  const names = columns.map(({ name }) => name);
  const rows = (columns[0]?.cells ?? []).map((_, i) => columns.map(({ cells }) => cells[i]!));
  const dots = names.map(() => '…');
  if (gap !== undefined) rows.splice(gap, 0, dots);
  const lines = foldedLines([names, ...rows], i => columns[i]!.numeric, lineWidth);
  return [...lines, caption(table, shown)].join('\n');
}
