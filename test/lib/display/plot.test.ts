import { inspect } from 'node:util';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { type Chart, plot } from '../../../dist/lib/display/plot.js';
import { jupyterDisplay } from '../../../dist/lib/display/port.js';
import { Table } from '../../../dist/lib/outputs/table.js';

const wave = Array.from({ length: 30 }, (_, i) => ({
  step: i,
  up: Math.sin(i / 5),
  down: -Math.sin(i / 5) + 3,
  sem: 0.1,
  kind: i % 2 === 0 ? 'even' : 'odd',
}));

interface Layer {
  mark: { type: string; [look: string]: unknown };
  encoding: Record<string, { field?: string; title?: string; [key: string]: unknown }>;
}

const layers = (chart: Chart) => chart.spec['layer'] as Layer[];
const values = (chart: Chart) => (chart.spec['data'] as { values: Record<string, unknown>[] }).values;

/** Width and height of a PNG, from its header. */
const dimensions = (png: Uint8Array) => {
  const header = Buffer.from(png).subarray(0, 24);
  return [header.toString('latin1', 1, 4), header.readUInt32BE(16), header.readUInt32BE(20)];
};

describe('plot', () => {
  it('shows itself as Vega-Lite 5, a sharp picture and a line of text, and nothing that would hide these', async () => {
    const bundle = await plot(wave, { x: 'step', y: 'up' })[jupyterDisplay]();
    expect(Object.keys(bundle)).toEqual(['application/vnd.vegalite.v5+json', 'image/png', 'text/plain']);
    expect(bundle['application/vnd.vegalite.v5+json']).toMatchObject({
      $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
      width: 640,
      height: 320,
    });
    const png = Buffer.from(bundle['image/png'] as string, 'base64');
    expect(dimensions(png)).toEqual(['PNG', 1280, 640]);
    expect(png.length).toBeLessThan(200_000);
    expect(bundle['text/plain']).toBe('Chart: up by step, 30 points');
  });

  it('draws text into the picture without any font of the machine', async () => {
    const titled = (title: string) => plot(wave, { x: 'step', y: 'up', title }).png();
    const [first, again, other] = await Promise.all([titled('aaaa'), titled('aaaa'), titled('eeee')]);
    expect(Buffer.compare(first, again)).toBe(0);
    expect(Buffer.compare(first, other)).not.toBe(0);
  });

  it('takes a table and records alike', () => {
    const options = { x: 'step', y: ['up', 'down'], color: 'kind' } as const;
    const rows = [...wave, { step: 31, up: Number.NaN, down: 1, sem: 0, kind: 'odd' }];
    expect(plot(Table.fromRecords(rows), options).spec).toEqual(plot(rows, options).spec);
  });

  it('leaves room between the labels of the horizontal axis', async () => {
    const rows = Array.from({ length: 15 }, (_, i) => ({ temp: 0.8 + i * 0.05, press: i }));
    const { spec } = compile(plot(rows, { x: 'temp', y: 'press' }).spec as never);
    const svg = await new View(parse(spec), { renderer: 'none' }).toSVG();
    const axis = /X-axis titled 'temp'.*?role-axis-label(.*?)<\/g>/s.exec(svg)![1]!;
    const labels = [...axis.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(label => label[1]);
    expect(labels).toEqual(['0.8', '0.9', '1.0', '1.1', '1.2', '1.3', '1.4', '1.5']);
  });

  it('takes any column name', async () => {
    const name = `a.b[0]'"\\ <x>`;
    const strange = wave.map(row => ({ [name]: row.step, up: row.up }));
    const titles = { xTitle: 'x', yTitle: 'y' };
    const [one, two] = await Promise.all([
      plot(strange, { x: name, y: 'up', ...titles }).png(),
      plot(wave, { x: 'step', y: 'up', ...titles }).png(),
    ]);
    expect(Buffer.compare(one, two)).toBe(0);
  });

  it('takes a table, several columns, colours, marks and error bars', async () => {
    const table = Table.fromRecords(wave);
    const two = plot(table, { x: 'step', y: ['up', 'down'] });
    expect(new Set(values(two).map(value => value['s']))).toEqual(new Set(['up', 'down']));
    const coloured = plot(table, { x: 'step', y: 'up', color: 'kind', mark: 'point' });
    expect(layers(coloured)[0]!.encoding['color']).toMatchObject({ title: 'kind' });
    const errors = plot(table, { x: 'step', y: 'up', error: 'sem' });
    expect(layers(errors).map(layer => layer.mark.type)).toEqual(['rule', 'point']);
    expect(values(errors)[0]).toEqual({ x: 0, y: 0, lo: -0.1, hi: 0.1 });
    const bars = plot(
      [
        { name: 'b', n: 2 },
        { name: 'a', n: 1 },
      ],
      { x: 'name', y: 'n' },
    );
    expect(layers(bars)[0]!.mark.type).toBe('bar');
    for (const chart of [two, coloured, errors, bars]) expect(dimensions(await chart.png())[1]).toBe(1280);
  });

  it('names series at the ends of their lines where they fit, else in a legend', () => {
    const apart = plot(wave, { x: 'step', y: ['up', 'down'] });
    expect(layers(apart).at(-1)!.mark.type).toBe('text');
    expect(layers(apart)[0]!.encoding['color']!['legend']).toBeNull();
    const together = plot(
      wave.map(row => ({ ...row, down: row.up + 0.001 })),
      { x: 'step', y: ['up', 'down'] },
    );
    expect(layers(together)).toHaveLength(1);
    expect(layers(together)[0]!.encoding['color']!['legend']).not.toBeNull();
  });

  it('compares with a reference value', () => {
    const chart = plot(wave, { x: 'step', y: 'up', rule: { y: 0.5, label: 'target' } });
    expect(layers(chart)[0]!.encoding['y']).toEqual({ datum: 0.5 });
    expect(layers(chart)[1]!.mark['text']).toBe('target');
  });

  it('leaves out what is missing and keeps the vertical axis of lines free of zero', () => {
    const gaps = [
      { x: 1, y: null },
      { x: 2, y: Number.NaN },
      { x: null, y: 1 },
      { x: 3, y: 100 },
    ];
    const chart = plot(gaps, { x: 'x', y: 'y' });
    expect(values(chart)).toEqual([{ x: 3, y: 100 }]);
    expect(layers(chart)[0]!.encoding['y']!['scale']).toEqual({ zero: false });
  });

  it('stays light with very many points, and keeps their peaks', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => ({ i, y: i === 77_777 ? 9 : Math.sin(i) }));
    const chart = plot(many, { x: 'i', y: 'y' });
    expect(values(chart).length).toBeLessThanOrEqual(2001);
    expect(Math.max(...values(chart).map(value => value['y'] as number))).toBe(9);
    expect(inspect(chart)).toMatch(/^Chart: y by i, \d+ of 100000 points$/);
  });

  it('says that there is no data, rather than fail', async () => {
    const empty = plot([] as { a: number; b: number }[], { x: 'a', y: 'b' });
    expect(empty.spec['mark']).toMatchObject({ text: 'no data yet' });
    expect(dimensions(await empty.png())[1]).toBe(1280);
  });

  it('names the columns that are near, and the row that is no number', () => {
    expect(() => plot(wave, { x: 'step', y: 'upp' as 'up' })).toThrow('no column "upp". Did you mean up?');
    expect(() => plot(wave, { x: 'step', y: 'kind' })).toThrow(`Row 1 of column "kind" is 'even'`);
  });
});
