import { inspect } from 'node:util';
import { parse, View } from 'vega';
import { compile } from 'vega-lite';
import { type Chart, plot } from '../../../../dist/lib/display/chart/plot.js';
import { palette } from '../../../../dist/lib/display/chart/theme.js';
import { display } from '../../../../dist/lib/display/display.js';
import { jupyterDisplay } from '../../../../dist/lib/display/port.js';
import { Table } from '../../../../dist/lib/outputs/table.js';

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
    expect(Object.keys(bundle)).toEqual([
      'application/vnd.vegalite.v5+json',
      'image/svg+xml',
      'image/png',
      'text/plain',
    ]);
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

  it('draws pictures without the clips of axes that can be moved, but with those of axes that show a part', async () => {
    expect(await plot(wave, { x: 'step', y: 'up', fit: 'linear' }).svg()).not.toContain('clip-path');
    const part = {
      ...plot(wave, { x: 'step', y: 'up' }).spec,
      encoding: { x: { scale: { domain: [5, 9] } } },
    };
    expect(await display.vegaLite(part).svg()).toContain('clip-path');
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

  it('puts no name of a column into expressions that Vega-Lite makes of titles', () => {
    const name = '"]: 1; [datum["x\\';
    const chart = plot([{ [name]: 1, image: 2 }], { x: name, y: 'image', color: name, mark: 'point' });
    const titles = [...JSON.stringify(layers(chart)).matchAll(/"title":"([^,}]*)"/g)].map(match => match[1]);
    expect(new Set(titles)).toEqual(new Set(['”]: 1; [datum[”x∖', 'image', 'image ']));
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
    expect(inspect(chart)).toMatch(/^Chart: y by i, [\d,]+ of 100,000 points$/);
  });

  it('says that there is no data, rather than fail', async () => {
    const empty = plot([] as { a: number; b: number }[], { x: 'a', y: 'b' });
    expect(layers(empty)[0]!.mark).toMatchObject({ text: 'no data yet' });
    expect(dimensions(await empty.png())[1]).toBe(1280);
  });

  it('chooses lines along x, points all over it, bars of texts, boxes where they repeat, counts without y', () => {
    const main = (chart: Chart) => layers(chart)[0]!.mark.type;
    expect(main(plot(wave, { x: 'step', y: 'up' }))).toBe('line');
    expect(main(plot(wave, { x: 'up', y: 'down' }))).toBe('point');
    expect(main(plot(wave, { y: 'down' }))).toBe('line');
    expect(layers(plot(wave, { x: 'kind', y: 'up' })).map(layer => layer.mark.type)).toEqual([
      'rule',
      'bar',
      'tick',
    ]);
    expect(values(plot(wave, { x: 'kind' }))).toEqual([
      { x: 'even', y: 15 },
      { x: 'odd', y: 15 },
    ]);
  });

  it('counts, averages and fits over all rows, however many are drawn', () => {
    const many = Array.from({ length: 10_000 }, (_, i) => ({ x: i % 500, y: 3 * (i % 500) - 4, k: i % 2 }));
    const counts = values(plot(many, { x: 'x', bins: 10 }));
    expect(counts).toHaveLength(10);
    expect(counts.every(bin => bin['y'] === 1000)).toBe(true);
    const fitted = plot(many, { x: 'x', y: 'y', mark: 'point', fit: 'linear' });
    expect(values(fitted)).toHaveLength(5000);
    expect(fitted.spec['title']).toMatchObject({
      text: '5,000 of 10,000 points, chosen at random · y = 3 x − 4, R² = 1.000',
    });
    const means = values(plot(many, { x: 'x', y: 'k', color: 'y', mark: 'heatmap', bins: 5 }));
    expect(means.reduce((sum, cell) => sum + Number(cell['c']), 0) / means.length).toBeCloseTo(744.5, 6);
    const boxes = plot(many, { x: 'k', y: 'y', mark: 'box' });
    expect(values(boxes)[0]).toMatchObject({ x: 0, n: 5000, y: 743, lo: -4, hi: 1490 });
    const area = values(plot(many, { x: 'x', mark: 'density' }));
    const step = Number(area[1]!['x']) - Number(area[0]!['x']);
    expect(area.reduce((sum, point) => sum + Number(point['y']) * step, 0)).toBeCloseTo(1, 3);
  });

  it('fits the curves that physics has', () => {
    const law = (f: (x: number) => number) =>
      Array.from({ length: 20 }, (_, i) => ({ x: i + 1, y: f(i + 1) }));
    const note = (fit: 'quadratic' | 'exponential' | 'logarithmic' | 'power', f: (x: number) => number) =>
      (plot(law(f), { x: 'x', y: 'y', fit }).spec['title'] as { text: string }).text;
    expect(note('quadratic', x => 0.5 * x * x - 2 * x + 1)).toBe('y = 0.5 x² − 2 x + 1, R² = 1.000');
    expect(note('exponential', x => 2 * Math.exp(-x / 4))).toBe('y = 2 exp(−0.25 x), R² = 1.000');
    expect(note('logarithmic', x => 3 * Math.log(x) - 1)).toBe('y = 3 ln x − 1, R² = 1.000');
    expect(note('power', x => 0.1 * x ** 1.5)).toBe('y = 0.1 x^1.5, R² = 1.000');
  });

  it('draws a smooth curve through what no formula describes', () => {
    const chart = plot(wave, { x: 'step', y: 'up', mark: 'point', fit: 'smooth' });
    const curve = (chart.spec['layer'] as { data: { values: { x: number; y: number }[] } }[])[1]!.data.values;
    const furthest = Math.max(...curve.map(({ x, y }) => Math.abs(y - Math.sin(x / 5))));
    expect(furthest).toBeLessThan(0.1);
  });

  it('leaves out what has no logarithm, and says so', () => {
    const rows = [-1, 0, 1, 10, 100].map((x, i) => ({ x, y: i }));
    const chart = plot(rows, { x: 'x', y: 'y', log: 'x' });
    expect(values(chart)).toHaveLength(3);
    expect(inspect(chart)).toBe('Chart: y by x, 3 points, without 2 at or below 0');
    expect(layers(chart)[0]!.encoding['x']!['scale']).toMatchObject({ type: 'log' });
  });

  it('gives each value of a column a small chart, with its own fit', () => {
    const chart = plot(wave, { x: 'step', y: 'up', facet: 'kind', fit: 'linear' });
    expect(chart.spec['facet']).toMatchObject({ field: 'f', sort: ['even', 'odd'] });
    const fits = values(chart).filter(value => value['k'] !== undefined);
    expect(fits.map(value => value['f'])).toEqual(['even', 'even', 'odd', 'odd']);
  });

  it('draws fits so that they are seen among points of their colour, and names lines in the colour of text', async () => {
    const chart = plot(wave, { x: 'step', y: 'up', color: 'kind', fit: 'linear' });
    const [edge, line] = (layers(chart).at(-1) as unknown as { layer: Layer[] }).layer;
    expect(edge!.mark).toMatchObject({ style: 'edge' });
    expect(line!.encoding['color']).toMatchObject({ field: 's' });
    const strong = '#1f2328';
    const svg = await chart.svg();
    expect(svg.match(new RegExp(`<path [^>]*stroke="${strong}"`, 'g'))).toHaveLength(2);
    const lines = plot(wave, { x: 'step', y: ['up', 'down'] });
    expect(Object.keys(layers(lines).at(-1)!.encoding)).toEqual(['x', 'y', 'text']);
  });

  it('has colours that stand out from light and from dark pages', () => {
    const luminance = (color: string) => {
      const [r, g, b] = [1, 3, 5].map(at => (Number.parseInt(color.slice(at, at + 2), 16) / 255) ** 2.2);
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    };
    for (const color of palette) {
      expect([color, 1.05 / (luminance(color) + 0.05) > 2.95]).toEqual([color, true]);
      expect([color, (luminance(color) + 0.05) / (luminance('#111111') + 0.05) > 2.95]).toEqual([
        color,
        true,
      ]);
    }
  });

  it('shows a matrix and a grid as an image', async () => {
    const matrix = [
      [1, 2, 3],
      [4, 5, Number.NaN],
    ];
    const flat = { shape: [2, 3], data: Float32Array.from(matrix.flat()) };
    const image = (chart: Chart) => layers(chart)[0]!.encoding['url']!['value'];
    expect(image(plot(matrix, { mark: 'image' }))).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(image(plot(flat, { mark: 'image' }))).toBe(image(plot(matrix, { mark: 'image' })));
    const grid = matrix.flatMap((row, i) => row.map((c, j) => ({ x: 0.1 * j, y: 1 - i, c })));
    const chart = plot(grid, { mark: 'image', x: 'x', y: 'y', color: 'c' });
    expect(image(chart)).toBe(image(plot(matrix, { mark: 'image' })));
    expect(dimensions(await chart.png())).toEqual(['PNG', 1280, 640]);
    const huge = { shape: [1200, 800], data: new Float32Array(960_000).map((_, i) => i % 7) };
    expect(String(image(plot(huge, { mark: 'image' }))).length).toBeLessThan(400_000);
    expect(inspect(plot(huge))).toBe('Chart: a matrix, 800 × 1200 values');
  });

  it('layers, places and restyles charts', async () => {
    const up = plot(wave, { x: 'step', y: 'up', mark: 'point' });
    const down = plot(wave, { x: 'step', y: 'down' });
    const both = up.over(down).with({ title: 'Both' });
    expect(both.spec['title']).toBe('Both');
    const inner = (both.spec['layer'] as { layer: Layer[] }[]).flatMap(part => part.layer);
    expect(inner.map(layer => layer.mark.type)).toEqual(['line', 'point']);
    expect(inner[0]!.encoding['color']!['scale']).toMatchObject({ domain: ['up', 'down'] });
    expect(inner.filter(layer => 'params' in layer)).toHaveLength(1);
    const row = up.beside(down.with({ mark: 'area' }));
    expect(row.spec['hconcat']).toHaveLength(2);
    const pictures = [both, row, up.above(both), up.with({ brush: true }).beside(up.with({ brush: true }))];
    for (const chart of pictures) expect((await chart.png()).length).toBeGreaterThan(1000);
    const refused = await Promise.all(
      pictures.map(async chart => JSON.stringify(await chart[jupyterDisplay]()).includes('no picture')),
    );
    expect(refused).toEqual([false, false, false, false]);
  });

  it('refers to nothing outside itself when several pictures share a page', async () => {
    const ids = async (chart: Chart) => [...(await chart.svg()).matchAll(/\bid="([^"]+)"/g)].map(id => id[1]);
    // The bar that tells colours is one.
    const graded = (y: string) =>
      display.vegaLite(
        {
          mark: 'point',
          encoding: { x: { field: 'step' }, y: { field: y }, color: { field: 'step', type: 'quantitative' } },
        },
        wave,
      );
    const one = await ids(graded('up'));
    const two = await ids(graded('down'));
    expect(one.length).toBeGreaterThan(0);
    expect(one.filter(id => two.includes(id))).toEqual([]);
    expect(await ids(graded('up'))).toEqual(one);
    // On a page Vega refers to that bar by the page's address, which front ends change.
    expect(await ids(plot(wave, { x: 'step', y: 'up', color: 'step', mark: 'point' }))).toEqual([]);
  });

  it('says which options do not go together', () => {
    const code = (options: Parameters<typeof plot>[1]) => {
      try {
        plot(wave as object[], options as never);
      } catch (error) {
        return (error as { code?: string }).code;
      }
      return 'drawn';
    };
    expect(code({})).toBe('chart');
    expect(code({ x: 'step', mark: 'dots' as never } as never)).toBe('chart');
    expect(code({ x: 'step', y: 'up', fit: 'cubic' } as never)).toBe('chart');
    expect(code({ x: 'step', mark: 'heatmap' } as never)).toBe('chart');
    expect(code({ x: 'step', mark: 'line' } as never)).toBe('chart');
    expect(() => plot([[1, 2], [3]], { mark: 'image' })).toThrow(
      'Row 2 of the matrix has 1 numbers and row 1 has 2',
    );
  });

  it('names the columns that are near, and the row that is no number', () => {
    expect(() => plot(wave, { x: 'step', y: 'upp' as 'up' })).toThrow('no column "upp". Did you mean up?');
    expect(() => plot(wave, { x: 'step', y: 'kind' })).toThrow(`Row 1 of column "kind" is 'even'`);
  });
});
