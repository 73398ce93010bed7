import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { ZipArchive } from '../archives/zip.js';
import { readXml } from './xml.js';

/** What the number of a cell is: days since the beginning of dates, or days that something takes. */
export type NumberStyle = 'number' | 'date' | 'duration';

/** A sheet of a workbook. */
export interface Sheet {
  readonly name: string;
  readonly hidden: boolean;
  /** Where its cells are in the archive. */
  readonly part: string;
}

/** What must be known to read the cells of a workbook (ECMA-376, SpreadsheetML). */
export interface Workbook {
  readonly sheets: readonly Sheet[];
  /** True where day 0 is in 1904. */
  readonly from1904: boolean;
  /** Texts that cells refer to. */
  readonly texts: readonly string[];
  /** For each style of cells, what its numbers are. */
  readonly styles: readonly NumberStyle[];
}

/** @throws MalformedFileError when the archive is no workbook */
export async function readWorkbook(archive: ZipArchive): Promise<Workbook> {
  const root = 'xl/workbook.xml';
  if (!archive.has(root))
    throw new MalformedFileError(`${archive.title} is no Excel workbook (xlsx): it has no ${root}.`);
  const targets = await relationships(archive);
  const sheets: Sheet[] = [];
  let from1904 = false;
  await readXml(archive, root, {
    open(name, attributes) {
      if (name === 'workbookPr') from1904 = /^(1|true)$/.test(attributes['date1904'] ?? '');
      if (name !== 'sheet') return;
      const id = Object.entries(attributes).find(([key]) => /:id$/.test(key))?.[1] ?? '';
      const part = targets.get(id);
      if (part === undefined || !archive.has(part)) return;
      sheets.push({
        name: attributes['name'] ?? '',
        hidden: (attributes['state'] ?? 'visible') !== 'visible',
        part,
      });
    },
  });
  return { sheets, from1904, texts: await sharedTexts(archive), styles: await readStyles(archive) };
}

async function relationships(archive: ZipArchive): Promise<Map<string, string>> {
  const targets = new Map<string, string>();
  const part = 'xl/_rels/workbook.xml.rels';
  if (!archive.has(part)) return targets;
  await readXml(archive, part, {
    open(name, { Id: id = '', Target: target = '' }) {
      if (name === 'Relationship') targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
    },
  });
  return targets;
}

/** Each text may be in several runs, with hints how to say it (`rPh`) that are no part of it. */
async function sharedTexts(archive: ZipArchive): Promise<string[]> {
  const texts: string[] = [];
  const part = 'xl/sharedStrings.xml';
  if (!archive.has(part)) return texts;
  let text = '';
  let inText = false;
  let inHint = false;
  await readXml(archive, part, {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inHint = true;
      inText = name === 't' && !inHint;
    },
    text(more) {
      if (inText) text += more;
    },
    close(name) {
      if (name === 'si') texts.push(text);
      if (name === 'rPh') inHint = false;
      inText = false;
    },
  });
  return texts;
}

async function readStyles(archive: ZipArchive): Promise<NumberStyle[]> {
  const styles: NumberStyle[] = [];
  const part = 'xl/styles.xml';
  if (!archive.has(part)) return styles;
  const own = new Map<number, string>();
  let inStyles = false;
  await readXml(archive, part, {
    open(name, attributes) {
      if (name === 'numFmt')
        own.set(Number(attributes['numFmtId']), (attributes['formatCode'] ?? '').slice(0, 255));
      if (name === 'cellXfs') inStyles = true;
      if (name === 'xf' && inStyles) {
        const id = Number(attributes['numFmtId'] ?? 0);
        styles.push(styleOf(id, own.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inStyles = false;
    },
  });
  return styles;
}

/**
 * Formats 14 to 22 and 45 to 47 are built in; of others the letters tell, those in quotes, brackets and after a backslash left out.
 * Hours, minutes or seconds in brackets (`[h]:mm`) go on beyond a day.
 */
function styleOf(id: number, code: string | undefined): NumberStyle {
  if (code === undefined) {
    if (id === 46) return 'duration';
    return (id >= 14 && id <= 22) || id === 45 || id === 47 ? 'date' : 'number';
  }
  const shown = code.replace(/"[^"]*"|\\.|_./g, '').split(';')[0]!;
  if (/\[(h+|m+|s+)\]/i.test(shown)) return 'duration';
  const letters = shown.replace(/\[[^\]]*\]/g, '');
  const isDate =
    /[ymdhs]/i.test(letters) &&
    !/[0#?]\s*[ymd]/i.test(letters.replace(/s\.?0+/gi, 's')) &&
    !/General/i.test(letters);
  return isDate ? 'date' : 'number';
}
