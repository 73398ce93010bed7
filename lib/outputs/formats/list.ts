import { imageType } from '../../display/image-type.js';
import type { LazyReader } from '../reader.js';

/** Every format that is read without being added. What is certain stands before what is a guess; text comes last. */
export const builtIn: readonly LazyReader[] = [
  {
    format: 'picture',
    title: 'picture (PNG, JPEG, GIF, WebP)',
    extensions: ['png', 'jpg', 'jpeg', 'gif', 'webp'],
    matches: head => imageType(head) !== undefined,
    gives: ['image'],
    load: async () => (await import('./picture.js')).pictureReader,
  },
  {
    format: 'lammps',
    title: 'LAMMPS log',
    extensions: ['lammps'],
    names: /(^|\/)log\.lammps([.-][^/]*)?$/i,
    looksLike: text =>
      /^LAMMPS \(/m.test(text.slice(0, 2000)) || /^\s*Step\s+\S+[^\n]*\n\s*\d+\s/m.test(text),
    gives: ['table'],
    load: async () => (await import('./lammps-log.js')).lammpsReader,
  },
  {
    format: 'json',
    title: 'JSON',
    extensions: ['json', 'ipynb', 'geojson'],
    looksLike: text => /^\s*[[{]/.test(text),
    gives: ['json', 'table'],
    load: async () => (await import('./json.js')).jsonReader,
  },
  {
    format: 'tsv',
    title: 'TSV',
    extensions: ['tsv', 'tab'],
    looksLike: text => sameCount(text, '\t'),
    gives: ['table'],
    load: async () => (await import('./delimited.js')).tsvReader,
  },
  {
    format: 'csv',
    title: 'CSV',
    extensions: ['csv'],
    looksLike: text => sameCount(text, ','),
    gives: ['table'],
    load: async () => (await import('./delimited.js')).csvReader,
  },
  {
    format: 'text',
    title: 'text',
    extensions: ['txt', 'log', 'out', 'err'],
    looksLike: () => true,
    gives: [],
    load: async () => (await import('./text.js')).textReader,
  },
];

/** Whether the first lines have a separator, each the same number of times. */
function sameCount(text: string, separator: string): boolean {
  const lines = text.trim().split(/\r?\n/).slice(0, 5);
  const counts = new Set(lines.map(line => line.replace(/"[^"]*"/g, '').split(separator).length));
  return counts.size === 1 && !counts.has(1);
}
