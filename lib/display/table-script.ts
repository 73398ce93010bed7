import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../model/package-root.js';

/** Rows that a table carries along to be sorted and paged, and how long their texts may be. Larger ones show their ends only. */
export const mostLiveRows = 1000;
const mostText = 150_000;

/**
 * What makes a table sortable and pageable where a front end runs scripts; elsewhere the first and last rows are seen. Undefined
 * where the table would carry too much.
 *
 * @param rows the texts of all cells
 */
export function tableScript(rows: readonly (readonly string[])[]): { id: string; html: string } | undefined {
  const data = JSON.stringify(rows).replaceAll('<', '\\u003c');
  if (data.length > mostText) return undefined;
  // Front ends run a script in various places, so it looks for its table by a mark; the same table has the same in every run.
  const id = createHash('sha256').update(data).digest('hex').slice(0, 12);
  return { id, html: `<script>{${page()}\nenliven("${id}",${data})}</script>` };
}

let text: string | undefined;

function page(): string {
  text ??= readFileSync(join(packageRoot, 'lib', 'display', 'table-page.mjs'), 'utf8')
    .replace(/\/\*\*.*?\*\//gs, '')
    .replace(/\n\s+/g, '\n')
    .replace('export ', '')
    .trim();
  return text;
}
