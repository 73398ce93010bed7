import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { tableBundle } from '../display/table-view.js';
import { size } from '../display/words.js';
import type { DataFile } from './data-file.js';
import { readers } from './readers.js';

/** Files that are asked at once how large they are. */
const atOnce = 8;

/** Files, which show themselves as a list with sizes and kinds. */
export class FileList extends Array<DataFile> {
  /** What `map` and the like make is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    const rows: { name: string; size: string; kind: string }[] = [];
    for (let at = 0; at < this.length; at += atOnce) {
      rows.push(...(await Promise.all(this.slice(at, at + atOnce).map(facts))));
    }
    const columns = ['name', 'size', 'kind'] as const;
    return tableBundle({
      columns,
      types: { name: 'text', size: 'text', kind: 'text' },
      length: rows.length,
      column: name => rows.map(row => row[name as (typeof columns)[number]]),
      origin: this[0]?.origin,
    });
  }
}

/** A file that cannot be had says why in place of its kind. */
async function facts(file: DataFile): Promise<{ name: string; size: string; kind: string }> {
  try {
    const bytes = await file.size();
    const inside = await file.unpacked();
    const kind = readers.candidates(inside.name, await inside.head())[0]?.title ?? 'unknown';
    const packed = inside === file ? '' : ', compressed';
    return { name: file.name, size: bytes === undefined ? '' : size(bytes), kind: kind + packed };
  } catch (error) {
    return { name: file.name, size: '', kind: String((error as { code?: string }).code ?? 'not readable') };
  }
}
