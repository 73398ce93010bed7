import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plot } from '../../../dist/lib/display/chart/plot.js';
import { display } from '../../../dist/lib/display/display.js';
import { jupyterDisplay, type MimeBundle } from '../../../dist/lib/display/port.js';
import { Table } from '../../../dist/lib/outputs/table.js';

const bundle = async (value: { [jupyterDisplay](): MimeBundle | Promise<MimeBundle> }) =>
  value[jupyterDisplay]();

describe('display', () => {
  it('makes values of every kind', async () => {
    expect(await bundle(display.html('<b>x</b>'))).toEqual({
      'text/html': '<b>x</b>',
      'text/plain': '<b>x</b>',
    });
    expect(await bundle(display.markdown('**x**'))).toMatchObject({ 'text/markdown': '**x**' });
    expect(await bundle(display.latex('$x$'))).toMatchObject({ 'text/latex': '$x$' });
    expect(await bundle(display.svg('<svg/>'))).toMatchObject({ 'image/svg+xml': '<svg/>' });
    expect(await bundle(display.text('x'))).toEqual({ 'text/plain': 'x' });
    expect(await bundle(display.json({ a: [1] }))).toMatchObject({ 'application/json': { a: [1] } });
    expect(await bundle(display.plotly({ data: [] }))).toMatchObject({
      'application/vnd.plotly.v1+json': { data: [] },
    });
  });

  it('draws charts of other makers, and shows them without a picture where that fails', async () => {
    const values = [{ a: 1 }, { a: 2 }];
    const good = { data: { values }, mark: 'bar', encoding: { x: { field: 'a' } } };
    expect(await bundle(display.vegaLite(good))).toEqual({
      'application/vnd.vegalite.v5+json': expect.objectContaining(good),
      'image/svg+xml': expect.stringMatching(/^<svg /),
      'image/png': expect.stringMatching(/^iVBOR/),
      'text/plain': 'Vega-Lite chart',
    });
    expect(await bundle(display.vegaLite({ nothing: 1 }))).toEqual({
      'application/vnd.vegalite.v5+json': expect.objectContaining({ nothing: 1 }),
      'text/plain': expect.stringContaining('(no picture: '),
    });
  });

  it('puts the columns of a table that a specification names into it, whatever their names', async () => {
    const table = Table.fromRecords([{ 'T [K]': 300, when: new Date(0), big: 7n, unused: 1 }]);
    const field = (name: string, type: string) => ({ field: name, type });
    const chart = display.vegaLite(
      {
        mark: 'point',
        encoding: {
          x: field('T [K]', 'quantitative'),
          y: field('when', 'temporal'),
          size: field('big', 'quantitative'),
        },
      },
      table,
    );
    expect(chart.spec['data']).toEqual({ values: [{ 'T [K]': 300, when: 0, big: 7 }] });
    expect(await chart.svg()).toMatch(/<path transform="translate/);
    expect(await chart.svg()).toContain('T [K]');
    const many = {
      columns: ['a'],
      length: 60_000,
      column: () => [],
      [Symbol.iterator]: () => [][Symbol.iterator](),
    };
    expect(() => display.vegaLite({ mark: 'bar' }, many)).toThrow(
      '60,000 rows, and a specification takes 50,000',
    );
  });

  it('shows images from bytes and from files', async () => {
    const png = await plot([{ a: 1, b: 1 }], { x: 'a', y: 'b' }).png();
    const base64 = Buffer.from(png).toString('base64');
    expect(await bundle(display.image(png))).toMatchObject({ 'image/png': base64 });
    const folder = await mkdtemp(join(tmpdir(), 'tunebook-image-'));
    try {
      await writeFile(join(folder, 'a.dat'), png);
      expect(await bundle(display.image(join(folder, 'a.dat')))).toMatchObject({ 'image/png': base64 });
      await expect(bundle(display.image(join(folder, 'none.png')))).rejects.toThrow('none.png');
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('tells the other formats by their first bytes, and refuses what is no image', async () => {
    const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
    expect(await bundle(display.image(latin('GIF89a')))).toHaveProperty('image/gif');
    expect(await bundle(display.image(latin('\u00ff\u00d8\u00ff\u00e0')))).toHaveProperty('image/jpeg');
    expect(await bundle(display.image(latin('RIFF0000WEBP')))).toHaveProperty('image/webp');
    await expect(bundle(display.image(latin('<svg/>')))).rejects.toThrow('no PNG, JPEG, GIF or WebP');
  });
});
