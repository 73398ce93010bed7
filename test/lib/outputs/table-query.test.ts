import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import { DataFile } from '../../../dist/lib/outputs/data-file.js';
import { open } from '../../../dist/lib/outputs/open.js';
import { manyParquet } from '../../../dist/lib/outputs/query/many-parquet.js';
import { Table } from '../../../dist/lib/outputs/table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunebook-table-'));
});
afterAll(() => rm(folder, { recursive: true }));

const runs = Table.fromRecords([
  { temp: 1, press: 2.5, phase: 'solid', when: new Date('2026-01-02T03:04:05Z'), id: 2n ** 60n, done: true },
  { temp: 1, press: 3.5, phase: 'liquid', when: null, id: 3n, done: null },
  { temp: 2, press: null, phase: 'liquid', when: new Date(0), id: null, done: false },
]);

describe('a query', () => {
  it('groups, in the order of the groups', async () => {
    const grouped = await runs
      .groupBy('temp')
      .agg({ press: 'mean(press)', n: 'count(*)', late: 'max("when")' });
    expect(grouped.rows()).toEqual([
      { temp: 1, press: 3, n: 2, late: new Date('2026-01-02T03:04:05Z') },
      { temp: 2, press: null, n: 1, late: new Date(0) },
    ]);
  });

  it('is SQL over `this` and further tables', async () => {
    const names = Table.fromRecords([{ temp: 2, name: 'warm' }]);
    const joined = await runs.sql('select temp, name from this join names using (temp)', { names });
    expect(joined.rows()).toEqual([{ temp: 2, name: 'warm' }]);
    expect((await runs.sql('from this where press > 3;')).column('phase')).toEqual(['liquid']);
  });

  it('keeps dates, missing values and whole numbers beyond 2^53', async () => {
    expect((await runs.sql('from this')).rows()).toEqual(runs.rows());
    expect((await runs.sql('select sum(temp) as sum from this')).rows()).toEqual([{ sum: 4 }]);
  });

  it('gives dates that JavaScript has not as missing', async () => {
    const dates = await runs.sql(
      "select 'infinity'::date as d, '-infinity'::timestamp as t, [9007199254740993, 1] as l",
    );
    expect(dates.rows()).toEqual([{ d: null, t: null, l: [9007199254740993n, 1] }]);
  });

  it('says what is wrong', async () => {
    await expect(runs.sql('select prss from this')).rejects.toMatchObject({
      code: 'query',
      message: expect.stringContaining('Candidate bindings: "press"'),
    });
    await expect(runs.sql('selec')).rejects.toMatchObject({ code: 'query' });
    expect(() => runs.groupBy('tmp' as 'temp')).toThrow('Did you mean temp?');
  });

  it('reads no file that it was not given, loads nothing and writes nothing', async () => {
    const path = join(folder, 'secret.csv');
    await writeFile(path, 'a\n1\n');
    for (const sql of [
      `from '${path}'`,
      `from read_csv('${path}')`,
      `from read_text('${path}')`,
      `copy this to '${join(folder, 'evil.csv')}'`,
      "attach 'evil.db'",
      'install httpfs',
      'set enable_external_access = true',
    ]) {
      await expect(runs.sql(sql)).rejects.toMatchObject({ code: 'query' });
    }
  });

  it('is given up when its signal is aborted', async () => {
    const slow = 'select count(*) from range(100000000) a, range(100000) b where a.range + b.range = 7';
    const query = runs.sql(slow, {}, { signal: AbortSignal.timeout(200) });
    await expect(query).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('join', () => {
  const other = Table.fromRecords([
    { temp: 1, press: 'low' },
    { temp: 3, press: 'high' },
  ]);

  it('puts rows side by side, and names what would be named the same', async () => {
    const joined = await runs.select('temp', 'press').join(other, 'temp');
    expect(joined.rows()).toEqual([
      { temp: 1, press: 2.5, press_2: 'low' },
      { temp: 1, press: 3.5, press_2: 'low' },
    ]);
    const full = await runs.select('temp').join(other, 'temp', { how: 'full' });
    expect(full.sort('temp').column('temp')).toEqual([1, 1, 2, 3]);
    const without = await runs.join(other, { temp: 'temp' }, { how: 'anti' });
    expect(without.column('phase')).toEqual(['liquid']);
  });

  it('names the column that a table has not', () => {
    expect(() => runs.join(other, 'phase')).toThrow('no column "phase"');
  });
});

describe('concat', () => {
  it('puts tables below each other, with labels', async () => {
    const parts = [Table.fromRecords([{ x: 1 }]), Table.fromRecords([{ x: 2, y: 'a' }])];
    expect((await Table.concat(parts, { labels: { temp: [0.8, 1] } })).rows()).toEqual([
      { temp: 0.8, x: 1, y: null },
      { temp: 1, x: 2, y: 'a' },
    ]);
    await expect(Table.concat(parts, { labels: { temp: [1] } })).rejects.toThrow(
      'temp has 1 values for 2 tables',
    );
  });

  it('tells the job of the rows of an output', async () => {
    const outputs = [41, 42].map(id => DataFile.from('t.csv', `press\n${id / 2}\n`, `job ${id}`));
    expect((await Table.concat(outputs)).rows()).toEqual([
      { job: 41, press: 20.5 },
      { job: 42, press: 21 },
    ]);
  });
});

describe('describe', () => {
  it('has a row for each column', async () => {
    const [temp, press, phase] = (await runs.describe()).rows();
    expect(temp).toMatchObject({
      column: 'temp',
      type: 'int',
      count: 3,
      missing: 0,
      distinct: 2,
      min: 1,
      max: 2,
      median: 1,
    });
    expect(press).toMatchObject({ count: 2, missing: 1, mean: 3 });
    expect(phase).toMatchObject({ mean: null, first: 'liquid', last: 'solid' });
  });

  it('has one for each of hundreds, and none where there are none', async () => {
    const names = Array.from({ length: 120 }, (_, i) => `a "${i}`);
    const wide = await Table.fromColumns(new Map(names.map((name, i) => [name, [i, i + 1]]))).describe();
    expect(wide.column('column')).toEqual(names);
    expect(wide.numbers('min')[119]).toBe(119);
    expect(await Table.fromColumns({}).describe()).toHaveLength(0);
  });
});

describe('a saved table', () => {
  it.each(['csv', 'tsv', 'parquet', 'json', 'ndjson', 'arrow'])(
    'is read as it was from %s',
    async extension => {
      const path = await runs.save(join(folder, `runs.${extension}`));
      const read = (await open(path).table()).rows();
      // JSON has no dates, and its numbers are doubles.
      const json = extension.endsWith('json');
      expect(read.map(row => (json ? row['phase'] : row))).toEqual(
        runs.rows().map(row => (json ? row.phase : row)),
      );
    },
  );

  it('is an Arrow table too, and its text quotes what must be', async () => {
    const arrow = (await runs.toArrow()) as unknown as { get(row: number): { toJSON(): object } };
    expect(arrow.get(1)?.toJSON()).toMatchObject({ temp: 1n, press: 3.5, phase: 'liquid', when: null });
    expect(
      Table.fromRecords([
        { a: 'x, "y"', b: '' },
        { a: null, b: ' ' },
      ]).toCsv(),
    ).toBe('a,b\n"x, ""y""",""\n," "\n');
    await expect(runs.save('runs.docx')).rejects.toThrow(
      "not saved as 'runs.docx'. Give one of these extensions: .parquet",
    );
    expect(tableFromIPC).toBeDefined();
  });
});

describe('a large file', () => {
  /** A table of more than can be asked for at once. */
  async function large(): Promise<string> {
    const path = join(folder, 'large.csv');
    const line = `${'x'.repeat(900)},7\n`;
    const rows = Array.from({ length: 40_000 }, (_, i) => `${i},g${i % 3},${line}`);
    await writeFile(path, `n,g,long,seven\n${rows.join('')}`);
    return path;
  }

  it('stays in its file until rows are asked for', async () => {
    const table = await open(await large()).table();
    expect([table.loaded, table.length, table.types['n']]).toEqual([false, Number.NaN, 'int']);
    expect(() => table.rows()).toThrow('await table.load()');
    expect(await table.count()).toBe(40_000);
    expect((await table.groupBy('g').agg({ n: 'max(n)' })).column('n')).toEqual([39_999, 39_997, 39_998]);
    const some = await table.select('n', 'g').sort('n', 'down').head(2).load();
    expect(some.rows()).toEqual([
      { n: 39_999, g: 'g0' },
      { n: 39_998, g: 'g2' },
    ]);
    const saved = await open(await table.select('n').save(join(folder, 'n.parquet'))).table();
    expect(saved).toHaveLength(40_000);
  });

  it('breaks with the line where its values are not what they were', async () => {
    const path = join(folder, 'broken.csv');
    await writeFile(path, `n\n${'1\n'.repeat(1_200_000)}x\n`);
    await expect(open(path).table()).rejects.toMatchObject({
      code: 'malformed-file',
      message: expect.stringMatching(/Line: 1200002/i),
    });
  });
});

describe('several Parquet files', () => {
  it.each(['press', 'file_index'])('keep the order of their rows, with a column %s', async column => {
    const files = [1, 2, 3].map(temp => ({ path: join(folder, `${temp}.parquet`), name: `run '${temp}'` }));
    for (const [i, { path }] of files.entries()) {
      await Table.fromColumns({ temp: [i, i], [column]: [7, 8] }).save(path);
    }
    const table = Table.fromFile(await manyParquet(files, 'runs', undefined));
    // Where the order is left open, it is another now and then.
    for (let time = 0; time < 20; time++) {
      const rows = files.flatMap(({ name }, i) =>
        [7, 8].map(value => ({ file: name, temp: i, [column]: value })),
      );
      expect((await table.load()).rows()).toEqual(rows);
    }
    // The cache has the same contents once, whatever the number of their names.
    const twice = ['a', 'b'].map(name => ({ path: files[0]!.path, name }));
    const pair = Table.fromFile(await manyParquet(twice, 'pair', undefined));
    expect((await pair.load()).column('file')).toEqual(['a', 'a', 'b', 'b']);
  });
});
