import type { LazyReader } from '../reader.js';
import { begins, mentions } from '../text.js';

/** Settings and notes that people write, workbooks, and archives. */
export const documentFormats: readonly LazyReader[] = [
  {
    format: 'yaml',
    title: 'YAML',
    extensions: ['yaml', 'yml'],
    gives: ['json', 'table'],
    load: async () => (await import('./yaml.js')).yamlReader,
  },
  {
    format: 'toml',
    title: 'TOML',
    extensions: ['toml'],
    gives: ['json', 'table'],
    load: async () => (await import('./toml.js')).tomlReader,
  },
  {
    format: 'ini',
    title: 'INI',
    extensions: ['ini', 'cfg', 'conf'],
    gives: ['json', 'table'],
    load: async () => (await import('./ini.js')).iniReader,
  },
  {
    format: 'markdown',
    title: 'Markdown',
    extensions: ['md', 'markdown'],
    gives: [],
    load: async () => (await import('./markdown.js')).markdownReader,
  },
  {
    format: 'xlsx',
    title: 'Excel workbook',
    extensions: ['xlsx', 'xlsm'],
    matches: head => begins(head, 'PK\x03\x04') && mentions(head, 'xl/'),
    gives: ['table', 'json'],
    load: async () => (await import('./xlsx.js')).xlsxReader,
  },
  {
    format: 'zip',
    title: 'zip archive',
    extensions: ['zip'],
    matches: head => begins(head, 'PK\x03\x04') || begins(head, 'PK\x05\x06'),
    gives: ['table', 'json', 'array', 'image'],
    load: async () => (await import('./archive.js')).zipReader,
  },
  {
    format: 'tar',
    title: 'tar archive',
    extensions: ['tar'],
    matches: head => begins(head, 'ustar', 257),
    gives: ['table', 'json', 'array', 'image'],
    load: async () => (await import('./archive.js')).tarReader,
  },
];
