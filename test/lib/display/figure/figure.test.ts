import { inspect } from 'node:util';
import { display } from '../../../../dist/lib/display/display.js';
import type { Figure } from '../../../../dist/lib/display/figure/figure.js';
import { parallel } from '../../../../dist/lib/display/figure/parallel.js';
import { plot3d } from '../../../../dist/lib/display/figure/plot3d.js';
import { surface } from '../../../../dist/lib/display/figure/surface.js';
import { jupyterDisplay, type MimeBundle } from '../../../../dist/lib/display/port.js';

const spiral = Array.from({ length: 60 }, (_, i) => ({
  x: Math.cos(i / 5),
  y: Math.sin(i / 5),
  z: i,
  kind: i < 30 ? 'low' : '<high>',
}));
const matrix = [
  [0, 1, 0],
  [1, 2, 1],
];

const trace = (figure: Figure, index = 0) => figure.figure.data[index] as Record<string, unknown>;
const bundle = (figure: Figure): Promise<MimeBundle> => figure[jupyterDisplay]();
/** The picture as text. */
const svg = async (figure: Figure) => String((await bundle(figure))['image/svg+xml']);

describe('figures in space', () => {
  it('show themselves as plotly, a picture and a line of text', async () => {
    const shown = await bundle(plot3d(spiral, { x: 'x', y: 'y', z: 'z', color: 'kind', title: 'Spiral' }));
    expect(Object.keys(shown)).toEqual([
      'application/vnd.plotly.v1+json',
      'image/svg+xml',
      'image/png',
      'text/plain',
    ]);
    expect(shown['text/plain']).toBe('Figure: Spiral (z by x and y), 60 points');
    const picture = String(shown['image/svg+xml']);
    expect(picture.match(/<circle/g)).toHaveLength(60 + 2);
    expect(picture).toContain('&lt;high&gt;');
    expect(picture).not.toContain('<high>');
  });

  it('say what columns and kinds are called as it is, where plotly would take it for markup', async () => {
    const name = '<b>a</b> %{x} & "b"';
    const rows = spiral.map(({ x, y, z }) => ({ [name]: x, y, z }));
    const figure = plot3d(rows, { x: name, y: 'y', z: 'z', title: name });
    expect(trace(figure)['hovertemplate']).toMatch(
      /^&lt;b&gt;a&lt;\/b&gt; %&#123;x} &amp; "b": %\{x\}<br>y:/,
    );
    expect((await svg(figure)).match(/&lt;b&gt;a&lt;\/b&gt; %\{x\} &amp; /g)).toHaveLength(2);
  });

  it('draw a path in the order of its rows, and leave out what is missing', async () => {
    const rows = [...spiral, { x: Number.NaN, y: 1, z: 1, kind: 'low' }];
    const figure = plot3d(rows, { x: 'x', y: 'y', z: 'z', mark: 'path' });
    expect(trace(figure)).toMatchObject({ mode: 'lines', z: spiral.map(({ z }) => z) });
    expect((await svg(figure)).match(/stroke-linecap="round"/g)).toHaveLength(59);
  });

  it('stay light with very many points, and say so', () => {
    const many = Array.from({ length: 20_000 }, (_, i) => ({ a: i, b: i, c: i }));
    const figure = plot3d(many, { x: 'a', y: 'b', z: 'c', color: 'c' });
    expect(trace(figure)['x']).toHaveLength(5000);
    expect(inspect(figure)).toBe('Figure: c by a and b, 5,000 of 20,000 points, chosen at random');
    expect(JSON.stringify(figure.figure.layout)).toContain('5,000 of 20,000 points');
  });

  it('take the heights of a surface from a matrix and from a table alike', async () => {
    const table = matrix.flatMap((row, y) => row.map((height, x) => ({ x, y, height })));
    const one = surface(matrix, { xTitle: 'x', yTitle: 'y' });
    const two = surface(table.reverse(), { x: 'x', y: 'y', z: 'height' });
    expect(two.figure).toEqual(one.figure);
    expect((await svg(one)).match(/stroke-linejoin="round"/g)).toHaveLength(2);
    const holes = surface({ shape: [2, 2], data: Float32Array.from([1, Number.NaN, 2, 3]) });
    expect(trace(holes)['z']).toEqual([
      [1, null],
      [2, 3],
    ]);
    expect(() => surface(spiral, { x: 'x', y: 'y', z: 'z' })).toThrow('lie on no grid');
  });

  it('draw an axis for each column, of texts too', async () => {
    const figure = parallel(spiral, { color: 'z' });
    const dimensions = trace(figure)['dimensions'] as { label: string; ticktext?: string[] }[];
    expect(dimensions.map(({ label }) => label)).toEqual(['x', 'y', 'z', 'kind']);
    expect(dimensions[3]!.ticktext).toEqual(['low', '<high>']);
    expect(String((await bundle(figure))['image/png'])).toMatch(/^iVBOR/);
    const grid = parallel([2.5, 4, 2.5, 4].map((cutoff, run) => ({ cutoff, run: run / 3 + cutoff })));
    const [first] = trace(grid)['dimensions'] as { tickvals?: number[]; ticktext?: string[] }[];
    expect(first).toMatchObject({ tickvals: [2.5, 4], ticktext: ['2.5', '4'] });
  });
});

describe('plotly figures of other makers', () => {
  it('have a picture of the same data', async () => {
    const figures = [
      { data: [{ type: 'bar', x: ['a', 'b'], y: [2, 5] }] },
      { data: [{ y: [1, 3, 2] }, { y: [2, 2, 2], mode: 'markers', error_y: { array: [1, 1, 1] } }] },
      { data: [{ type: 'heatmap', z: matrix }] },
      { data: [{ type: 'histogram', x: [1, 2, 2, 3] }] },
      { data: [{ type: 'box', y: [1, 2, 3, 9], name: 'u' }] },
      { data: [{ type: 'pie', labels: ['a', 'b'], values: [1, 2] }] },
      { data: [{ type: 'mesh3d', x: [0, 1, 0], y: [0, 0, 1], z: [0, 0, 1], i: [0], j: [1], k: [2] }] },
    ];
    const pictures = await Promise.all(figures.map(figure => bundle(display.plotly(figure))));
    for (const shown of pictures) expect(String(shown['image/png'])).toMatch(/^iVBOR/);
  });

  it('may hold numbers as typed arrays, or packed as Python does', async () => {
    const bdata = Buffer.from(Float64Array.from([1, 4, 9]).buffer).toString('base64');
    const packed = display.plotly({
      data: [{ type: 'scatter3d', x: Int16Array.from([1, 2, 3]), y: [1, 2, 3], z: { dtype: 'f8', bdata } }],
    });
    const open = display.plotly({ data: [{ type: 'scatter3d', x: [1, 2, 3], y: [1, 2, 3], z: [1, 4, 9] }] });
    expect(trace(packed)['x']).toEqual([1, 2, 3]);
    expect(await svg(packed)).toBe(await svg(open));
  });

  it('go without a picture where only plotly can draw them, and say so', async () => {
    expect(await bundle(display.plotly({ data: [{ type: 'sankey' }] }))).toEqual({
      'application/vnd.plotly.v1+json': { data: [{ type: 'sankey' }] },
      'text/plain': expect.stringContaining('no picture: plotly’s sankey'.replace('’', "'")),
    });
  });
});
