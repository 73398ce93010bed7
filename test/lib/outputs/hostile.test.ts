import { mkdtemp, open as openFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { jupyterDisplay, type MimeBundle } from '../../../dist/lib/display/port.js';
import { DataFile } from '../../../dist/lib/outputs/data-file.js';
import { open } from '../../../dist/lib/outputs/open.js';
import { Table } from '../../../dist/lib/outputs/table.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tunebook-hostile-'));
});
afterAll(() => rm(folder, { recursive: true }));

const malformed = { code: 'malformed-file' };
const html = async (table: Table) => (await table[jupyterDisplay]())['text/html'] as string;

/** The bytes of a small table in a format. */
async function saved(extension: string): Promise<Buffer> {
  const path = join(folder, `t.${extension}`);
  await Table.fromColumns({ x: [1, 2, 3], name: ['a', 'b', 'c'] }).save(path);
  return Buffer.from(await open(path).bytes());
}

describe('a file that is not what it says', () => {
  it.each(['parquet', 'arrow'])('is refused when it is %s and cut short or damaged', async extension => {
    const whole = await saved(extension);
    const read = (bytes: Uint8Array) => DataFile.from(`t.${extension}`, bytes).table();
    expect(await read(whole)).toHaveLength(3);
    await expect(read(whole.subarray(0, whole.length / 2))).rejects.toMatchObject(malformed);
    await expect(read(whole.subarray(0, 12))).rejects.toMatchObject(malformed);
    await expect(read(Buffer.concat([whole.subarray(0, 8), Buffer.alloc(200, 0xff)]))).rejects.toMatchObject(
      malformed,
    );
  });

  it('is refused when it is gzip and cut short', async () => {
    const packed = gzipSync(Buffer.from('a,b\n'.repeat(1000)));
    await expect(DataFile.from('t.csv.gz', packed.subarray(0, 30)).table()).rejects.toThrow();
  });

  it('is read by its contents where its name lies', async () => {
    expect(await DataFile.from('t.csv', await saved('parquet')).table()).toHaveLength(3);
    await expect(DataFile.from('t.parquet', 'a,b\n1,2\n').table()).resolves.toHaveLength(1);
    await expect(DataFile.from('t.parquet', '').table()).rejects.toThrow('too small');
  });

  it('shows what it is, and says why it is not read', async () => {
    const shown = (await DataFile.from('a.json', '{"a": oops')[jupyterDisplay]()) as MimeBundle;
    expect(JSON.stringify(shown)).toContain('oops');
  });
});

describe('a table of odd texts', () => {
  it('has a hundred thousand columns, and shows the first', async () => {
    const names = Array.from({ length: 100_000 }, (_, i) => `c${i}`);
    const table = await DataFile.from(
      'wide.csv',
      `${names.join()}\n${names.map((_, i) => i).join()}\n`,
    ).table({
      delimiter: ',',
      header: true,
    });
    expect(table.column('c99999')).toEqual([99_999]);
    expect((await html(table)).length).toBeLessThan(50_000);
    await expect(table.describe()).rejects.toMatchObject({ code: 'too-large' });
    const { length } = await table.select(...table.columns.slice(0, 60)).describe();
    expect(length).toBe(60);
  });

  it('has thousands of columns in a Parquet file, of which few are asked for', async () => {
    const path = join(folder, 'wide.parquet');
    const columns = new Map(Array.from({ length: 10_001 }, (_, i) => [`c${i}`, [i]]));
    await Table.fromColumns(columns.set('a"b', [7])).save(path);
    const table = await open(path).table();
    expect([table.loaded, table.length, table.columns.length]).toEqual([false, 1, 10_002]);
    expect(table.types['c10000']).toBe('int');
    expect(await html(table)).toContain('9978 of them not shown');
    const some = await table.head(3).select('a"b', 'c10000').load();
    expect(some.rows()).toEqual([{ 'a"b': 7, c10000: 10_000 }]);
  });

  it('holds HTML, controls and bad UTF-8, and shows them as text', async () => {
    const bytes = Buffer.concat([
      Buffer.from('<b>é,"</script><script>alert(1)</script>"\n'),
      ...Array.from({ length: 6 }, () => Buffer.from('\u001b[31mred,<img src=x onerror=alert(1)>\n')),
      Buffer.from([0xff, 0xfe, 0x2c, 0x78, 0x0a]),
    ]);
    const table = await DataFile.from('a.csv', bytes).table({ header: true });
    expect(table.length).toBe(7);
    const page = await html(table);
    expect(page).not.toMatch(/<script>alert|<img|<b>/);
    expect(page.match(/<script>/g)).toHaveLength(1);
    expect(page.match(/<\/script>/g)).toHaveLength(1);
  });

  it('has names that mean something elsewhere', async () => {
    const table = await DataFile.from('a.csv', '__proto__,constructor,a"b,A"B,\n1,2,3,4,5\n').table({
      delimiter: ',',
    });
    expect(table.columns).toEqual(['__proto__', 'constructor', 'a"b', 'A"B', 'column5']);
    expect(table.types['constructor']).toBe('int');
    expect((await table.sql('select * from this')).length).toBe(1);
    expect(await table.groupBy('a"b').agg({ n: 'count(*)' })).toHaveLength(1);
    expect({}.constructor).toBe(Object);
  });
});

describe('a file of 10 GB', () => {
  it('shows its first rows at once, though most of it is a promise', async () => {
    const path = join(folder, 'huge.csv');
    await writeFile(path, `n,x\n${Array.from({ length: 30_000 }, (_, i) => `${i},0.5\n`).join('')}`);
    await truncate(path, 10_000_000_000);
    const shown = await open(path)[jupyterDisplay]();
    expect(shown['text/plain']).toContain(`first 20 rows of ${path} (10 GB) × 2 columns`);
  });

  it('that only its name promises takes no memory', async () => {
    const path = join(folder, 'sparse.parquet');
    const file = await openFile(path, 'w');
    await file.write('PAR1');
    await file.truncate(10_000_000_000);
    await file.close();
    await expect(open(path).table()).rejects.toMatchObject(malformed);
  });
});
