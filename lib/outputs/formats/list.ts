import type { LazyReader } from '../reader.js';
import { begins } from '../text.js';
import { documentFormats } from './list-documents.js';
import { pictureFormats } from './list-pictures.js';
import { scienceFormats } from './list-science.js';

/** Every format that is read without being added. What is certain stands before what is a guess; text comes last. */
export const builtIn: readonly LazyReader[] = [
  ...pictureFormats,
  ...scienceFormats,
  ...documentFormats,
  {
    format: 'parquet',
    title: 'Parquet',
    extensions: ['parquet', 'pq'],
    matches: head => begins(head, 'PAR1'),
    gives: ['table'],
    load: async () => (await import('./parquet.js')).parquetReader,
  },
  {
    format: 'arrow',
    title: 'Arrow',
    extensions: ['arrow', 'feather', 'arrows', 'ipc'],
    matches: head => begins(head, 'ARROW1') || begins(head, '\xff\xff\xff\xff'),
    gives: ['table'],
    load: async () => (await import('./arrow.js')).arrowReader,
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
    format: 'ndjson',
    title: 'JSON lines',
    extensions: ['ndjson', 'jsonl'],
    looksLike: text => /^\s*\{[^\n]*\}\r?\n\s*\{/.test(text),
    gives: ['table', 'json'],
    load: async () => (await import('./json-lines.js')).jsonLinesReader,
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
    gives: ['table'],
    load: async () => (await import('./delimited.js')).tsvReader,
  },
  {
    format: 'csv',
    title: 'CSV',
    extensions: ['csv'],
    gives: ['table'],
    load: async () => (await import('./delimited.js')).csvReader,
  },
  {
    format: 'columns',
    title: 'columns of text',
    extensions: ['dat', 'prn', 'fwf', 'asc', 'xvg'],
    looksLike: looksLikeTable,
    gives: ['table'],
    load: async () => (await import('./delimited.js')).columnsReader,
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

/** Whether the first lines have a separator, each the same number of times, or are numbers. */
function looksLikeTable(text: string): boolean {
  const lines = text.split(/\r?\n/, 20).filter(line => line.trim() !== '' && !line.startsWith('#'));
  const counts = (pattern: RegExp) =>
    new Set(lines.slice(0, 10).map(line => line.replace(/"[^"]*"/g, '').split(pattern).length));
  const even = [/,/, /\t/, /;/].some(separator => counts(separator).size === 1 && !counts(separator).has(1));
  return (
    even ||
    (lines.length > 1 && lines.slice(1, 10).every(line => /^[\s\d.eEdD+-]*\d[\s\d.eEdD+-]*$/.test(line)))
  );
}
