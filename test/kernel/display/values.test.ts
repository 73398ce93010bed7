import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Resvg } from '@resvg/resvg-js';
import { TestKernel } from '../../support/kernel.ts';
import { packageRoot } from '../../support/tunebook.ts';

describe('the value of a cell', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start({ preload: 'tunebook' });
    await symlink(join(packageRoot, 'node_modules'), join(kernel.folder, 'node_modules'));
  });
  afterAll(() => kernel.close());

  /** The bundle that the cell shows. */
  const data = async (code: string) => {
    const { outputs, stderr, reply } = await kernel.run(code);
    expect([reply['status'], reply['evalue'], stderr]).toEqual(['ok', undefined, '']);
    return outputs.find(({ type }) => type === 'execute_result')?.content['data'] as Record<string, string>;
  };
  /** The texts of the cells of a table, row by row, the head first. */
  const rows = (html: string | undefined) =>
    [...(html ?? '').matchAll(/<tr>(.*?)<\/tr>/gs)].map(row =>
      [...row[1]!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(cell => cell[1]!.replace(/<svg.*/, '')),
    );

  it('is a table for an array of records: missing keys empty, nested values short, all text escaped', async () => {
    const bundle = await data(`[
      { id: 1, name: '<b>', at: new Date('2026-03-12T14:03:00Z'), get secret() { throw new Error('no') } },
      { id: 20, name: null, more: { list: [1, [2, [3]]] } },
    ]`);
    expect(rows(bundle['text/html'])).toEqual([
      [
        'id <small>int</small>',
        'name <small>text</small>',
        'at <small>date</small>',
        'secret <small>empty</small>',
        'more <small>mixed</small>',
      ],
      ['1', '&lt;b&gt;', '2026-03-12 14:03', '', ''],
      ['20', '', '', '', '{ list: [ 1, [Array] ] }'],
    ]);
    expect(bundle['text/plain']).toContain("name: '<b>'");
  });

  it('is a table of the first and last of very many records, and says how many there are', async () => {
    const bundle = await data('Array.from({ length: 300_000 }, (_, i) => ({ i, half: i / 2 })).reverse()');
    const table = rows(bundle['text/html']);
    expect(table).toHaveLength(12);
    expect(table.slice(-1)).toEqual([['0', '0']]);
    expect(bundle['text/html']).toContain('300000 rows × 2 columns');
    expect(bundle['text/plain']!.length).toBeLessThan(10_000);
  });

  it.each([
    ['no records', '[]', '[]'],
    ['empty records', '[{}, {}]', '[ {}, {} ]'],
    ['records among others', '[{ a: 1 }, 2]', '[ { a: 1 }, 2 ]'],
    ['arrays', '[[1], [2]]', '[ [ 1 ], [ 2 ] ]'],
    [
      'objects of a class',
      'class Point { x = 1 }; [new Point(), new Point()]',
      '[ Point { x: 1 }, Point { x: 1 } ]',
    ],
    ['bytes that are no image', 'new Uint8Array([137, 80, 78])', 'Uint8Array(3) [ 137, 80, 78 ]'],
    ['bytes that only begin like an image', "Buffer.from('GIF89a')", '<Buffer 47 49 46 38 39 61>'],
    ['a Map', 'new Map([[{ a: 1 }, new Set([1])]])', 'Map(1) { { a: 1 } => Set(1) { 1 } }'],
    ['a typed array', 'new Float64Array([1, 2.5])', 'Float64Array(2) [ 1, 2.5 ]'],
    ['a date', 'new Date(0)', '1970-01-01T00:00:00.000Z'],
    ['a function', '(function twice() {})', '[Function: twice]'],
    ['a class', 'Point', '[class Point]'],
    ['a bigint', '2n ** 64n', '18446744073709551616n'],
    ['a symbol', "Symbol('s')", 'Symbol(s)'],
    ['a promise', 'Promise.resolve(1)', 'Promise { 1 }'],
    ['a promise that waits', 'new Promise(() => {})', 'Promise { <pending> }'],
    ['an array with holes', 'new Array(1e9)', '[ <1000000000 empty items> ]'],
    ['a value that holds itself', 'const loop: any = {}; loop.self = loop; loop', '[Circular *1]'],
    [
      'a revoked proxy',
      'const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); proxy',
      '<Revoked Proxy>',
    ],
    ['a proxy that has everything', 'new Proxy({ a: 1 }, { get: () => () => 1 })', '{ a: 1 }'],
    [
      'a display that can not be read',
      "({ get [Symbol.for('Jupyter.display')]() { throw 1 } })",
      '[Symbol(Jupyter.display)]: [Getter]',
    ],
    ['markup that can not be read', '({ get outerHTML() { throw 1 } })', '{ outerHTML: [Getter] }'],
    [
      'an inspection that throws',
      "({ a: 1, [Symbol.for('nodejs.util.inspect.custom')]() { throw 1 } })",
      'a: 1',
    ],
    ['what no inspection survives', '({ get [Symbol.toStringTag]() { throw 1 } })', 'cannot be shown'],
    ['an error', "new TypeError('kept', { cause: 'why' })", "[cause]: 'why'"],
  ])('is text only for %s', async (_, code, text) => {
    const bundle = await data(code);
    expect(Object.keys(bundle)).toEqual(['text/plain']);
    expect(bundle['text/plain']).toContain(text);
  });

  it.each([
    ['a string of 100 MB', "'x'.repeat(1e8)"],
    ['an object of many keys', 'Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => ["k" + i, i]))'],
    [
      'what multiplies with depth',
      'const nest = (n: number): unknown => n === 0 ? 0 : Array(100).fill(nest(n - 1)); nest(5)',
    ],
    ['a long line', 'Array.from({ length: 100 }, () => "y".repeat(20_000))'],
    ['bytes', 'Buffer.alloc(1e8)'],
  ])('stays short for %s', async (_, code) => {
    expect((await data(code))['text/plain']!.length).toBeLessThan(101_000);
  });

  it('is an Arrow table as a table, with dates and nested values', async () => {
    const bundle =
      await data(`import { DateMillisecond, Field, Int32, List, Table as ArrowTable, vectorFromArray } from 'apache-arrow'
      new ArrowTable({
        n: vectorFromArray([1, 2.5, null]),
        name: vectorFromArray(['a', '<b>', 'a']),
        day: vectorFromArray([new Date('2026-03-12'), null, null], new DateMillisecond()),
        list: vectorFromArray([[1, 2], [3], []], new List(new Field('item', new Int32()))),
        big: vectorFromArray([1n, 2n, 3n]),
      })`);
    expect(rows(bundle['text/html']).slice(1)).toEqual([
      ['1.0', 'a', '2026-03-12 00:00', '[ 1, 2 ]', '1'],
      ['2.5', '&lt;b&gt;', '', '[ 3 ]', '2'],
      ['', 'a', '', '[]', '3'],
    ]);
    expect(bundle['text/plain']).toMatch(/^ +n {2}name[\s\S]*\n3 rows × 5 columns$/);
  });

  it('is the markup of an element of a DOM', async () => {
    const bundle = await data(`import { parseHTML } from 'linkedom'
      parseHTML('<p id="x">one <b>two</b></p>').document.querySelector('#x')`);
    expect(bundle).toEqual({
      'text/html': '<p id="x">one <b>two</b></p>',
      'text/plain': '<p id="x">one <b>two</b></p>',
    });
  });

  it('is the picture for the bytes of an image, with its size', async () => {
    const png = Buffer.from(
      new Resvg('<svg xmlns="http://www.w3.org/2000/svg" width="30" height="20"/>').render().asPng(),
    );
    const gif = Buffer.from('R0lGODlhAwACAIAAAAAAAAAAACH5BAEAAAAALAAAAAADAAIAAAICRF4AOw==', 'base64');
    const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffc0000b080004000501011100ffd9', 'hex');
    const webp = Buffer.from('524946461a000000574542505650384c0d0000002f04c0000010', 'hex');
    for (const [bytes, type, text] of [
      [png, 'image/png', `PNG image, 30 × 20, ${png.length} bytes`],
      [gif, 'image/gif', 'GIF image, 3 × 2'],
      [jpeg, 'image/jpeg', 'JPEG image, 5 × 4'],
      [webp, 'image/webp', 'WEBP image, 5 × 4'],
    ] as const) {
      const base64 = bytes.toString('base64');
      const bundle = await data(`new Uint8Array(Buffer.from('${base64}', 'base64'))`);
      expect(bundle).toEqual({ [type]: base64, 'text/plain': expect.stringContaining(text) });
    }
  });

  it('is shown the same by show()', async () => {
    const { outputs } = await kernel.run('show([{ a: 1 }])');
    expect(outputs[0]?.content['data']).toMatchObject({ 'text/html': expect.stringContaining('1 row × 1') });
  });
});
