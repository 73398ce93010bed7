// Tables of pyarrow and pandas, read by us, saved by us, and read by them again.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { open } from '../../../dist/lib/outputs/open.js';
import type { Table } from '../../../dist/lib/outputs/table.js';
import { fixtures } from '../../support/fixtures.ts';
import { seeds, soaking } from '../../support/seeds.ts';
import { packageRoot } from '../../support/tunebook.ts';

/** Columns as `random_tables.py` tells them: whole numbers and floats as texts, dates in milliseconds. */
type Told = Readonly<Record<string, readonly (string | number | boolean | null)[]>>;

const dates = new Set(['date', 'ms', 'us', 'ns']);
const floats = new Set(['f4', 'f8', 'dec', 'none']);
const written = ['table.parquet', 'table.feather', 'table-zstd.arrow', 'table.arrows'];

async function expectedIn(folder: string): Promise<Told> {
  return JSON.parse(await readFile(join(folder, 'table.expected'), 'utf8'));
}

/** A value of a column of this name as it is compared: numbers by what they are, not by how they are written. */
function compared(name: string, value: unknown, ofText: boolean): unknown {
  if (value === null || (ofText && value === '')) return null;
  if (dates.has(name))
    return value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : value;
  if (floats.has(name)) {
    const word = String(value)
      .replace(/^([+-]?)inf(inity)?$/i, '$1Infinity')
      .replace(/^nan$/i, 'NaN');
    return name === 'f4' ? Math.fround(Number(word)) : Number(word);
  }
  return /^[iu]\d/.test(name) || name === 'b' ? String(value).toLowerCase() : value;
}

function expectColumn(name: string, found: readonly unknown[], told: Told[string], ofText = false): void {
  const values = (list: readonly unknown[]) => list.map(value => compared(name, value, ofText));
  expect({ name, values: values(found) }).toEqual({ name, values: values(told) });
}

function expectTable(table: Table, told: Told, isText = false): void {
  for (const name of table.columns) expectColumn(name, table.column(name), told[name]!, isText);
}

async function reads(folder: string): Promise<void> {
  const told = await expectedIn(folder);
  for (const name of written) {
    const table = await (await open(join(folder, name)).table()).load();
    expect(table.columns).toEqual(Object.keys(told));
    expectTable(table, told);
    const types = Object.fromEntries(Object.keys(told).map(each => [each, typeOf(each)]));
    expect({ name, types: table.types }).toEqual({ name, types });
  }
  for (const name of ['table.csv', 'table-pandas.csv.gz']) {
    const table = await (await open(join(folder, name)).table()).load();
    if (table.length > 0) expectTable(table, told, true);
  }
}

function typeOf(name: string): string {
  if (dates.has(name)) return 'date';
  if (floats.has(name)) return 'float';
  return /^[iu]\d/.test(name) ? 'int' : name === 'b' ? 'boolean' : 'text';
}

describe('a table of pyarrow', () => {
  it('is read as it is from Parquet, Feather, Arrow and CSV, with its types', () => reads(fixtures));
});

if (soaking) {
  describe('random tables', () => {
    let folder: string;
    let python: string;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tunebook-random-'));
      const { installPythonPeers } = await import(join(packageRoot, 'bench/python-peers.mjs'));
      const base = join(packageRoot, '.venv/bin/python');
      python = await installPythonPeers(base, 'pyarrow and pandas', 'outputs', 'outputs-venv');
    }, 300_000);
    afterAll(() => rm(folder, { recursive: true }));

    const script = (...args: string[]) =>
      execFileSync(python, [join(import.meta.dirname, 'random_tables.py'), ...args], {
        encoding: 'utf8',
        maxBuffer: 1e9,
      });

    it.each(seeds)(
      'are read as they are, and by pyarrow as we save them (seed %i)',
      async seed => {
        const own = join(folder, String(seed));
        await mkdir(own);
        script('make', own, String(seed));
        await reads(own);
        const told = await expectedIn(own);
        const table = await (await open(join(own, 'table.feather')).table()).load();
        const saved = join(own, 'saved');
        await mkdir(saved);
        for (const ending of ['parquet', 'arrow', 'csv', 'ndjson'])
          await table.save(join(saved, `saved.${ending}`));
        const found = JSON.parse(script('read', saved)) as Record<string, Told>;
        expect(Object.keys(found)).toHaveLength(4);
        for (const [name, columns] of Object.entries(found)) {
          const ofText = name === 'saved.csv' || name === 'saved.ndjson';
          for (const [column, values] of Object.entries(columns))
            expectColumn(column, values, told[column]!, ofText);
        }
      },
      300_000,
    );
  });
}
