import type { ChartRule } from './options.js';
import type { Json, Picture, Sized } from './picture.js';

export const schema = 'https://vega.github.io/schema/vega-lite/v5.json';

/** Pixels between small charts, and that the vertical axes take on their left. */
const gap = 18;
const axisRoom = 56;
/** Pixels that titles and the horizontal axis take of a chart with facets. */
const facetRoom = 70;
/** Characters of a line of notes. */
const longestLine = 90;

/**
 * The Vega-Lite specification of a picture, without its theme. It keeps to what version 5.6 understands, which is what JupyterLab
 * has.
 */
export function frame(picture: Picture, options: Sized, facets: readonly (number | string)[]): Json {
  const { width, height, rule = [] } = options;
  const common = {
    $schema: schema,
    ...titleOf(options.title, picture.notes),
    data: { values: picture.data },
  };
  const layer = [...[rule].flat().flatMap(ruleLayers), ...picture.layer];
  if (facets.length === 0) {
    return { ...common, width, height, autosize: { type: 'fit', contains: 'padding' }, layer };
  }
  const own = layer.map((part, k) => inFacet(part, k));
  return {
    ...common,
    data: { values: [...picture.data, ...own.flatMap(({ values }) => values)] },
    facet: { field: 'f', type: 'nominal', title: options.facet, sort: facets },
    columns: columnsOf(options, facets),
    spacing: gap,
    spec: { ...panelSize(options, facets), layer: own.map(({ part }) => part) },
  };
}

/** The size of the chart, or of each of its facets, in pixels. */
export function panelSize(
  options: Sized,
  facets: readonly (number | string)[],
): { width: number; height: number } {
  const { width, height } = options;
  if (facets.length === 0) return { width, height };
  const columns = columnsOf(options, facets);
  const rows = Math.ceil(facets.length / columns);
  return {
    width: Math.max(60, Math.floor((width - axisRoom - gap * (columns - 1)) / columns)),
    height: Math.max(110, Math.floor((height - facetRoom) / Math.min(2, rows))),
  };
}

function columnsOf({ width }: Sized, facets: readonly (number | string)[]): number {
  return Math.min(facets.length, width >= 480 ? 3 : 2);
}

/** A layer of a chart with facets: data of its own would be in every facet, so it goes among the data of all. */
function inFacet(part: Json, k: number): { part: Json; values: object[] } {
  const { data, ...rest } = part;
  const values = (data as { values: { f?: unknown }[] } | undefined)?.values;
  if (values?.[0]?.f === undefined) {
    return { part: values ? part : { transform: [{ filter: '!isValid(datum.k)' }], ...rest }, values: [] };
  }
  return {
    part: { transform: [{ filter: `datum.k === ${k}` }], ...rest },
    values: values.map(value => ({ ...value, k })),
  };
}

/** A title with its notes below; notes alone stand in the place of the title. Many of them get a line each. */
function titleOf(title: string | undefined, notes: readonly string[]): Json {
  const line = notes.join(' · ');
  if (line === '') return title === undefined ? {} : { title };
  const said = line.length > longestLine ? notes : line;
  if (title !== undefined) return { title: { text: title, subtitle: said } };
  return { title: { text: said, fontSize: 11, fontWeight: 'normal' } };
}

function ruleLayers({ x, y, label }: ChartRule): Json[] {
  const axis = y === undefined ? 'x' : 'y';
  const at = { datum: y ?? Number(x) };
  const beside =
    axis === 'y'
      ? {
          mark: { type: 'text', align: 'right', baseline: 'bottom', dx: -2, dy: -3, text: label },
          at: { x: { value: 'width' } },
        }
      : {
          mark: { type: 'text', align: 'left', baseline: 'top', dx: 4, text: label },
          at: { y: { value: 0 } },
        };
  return [
    { data: { values: [{}] }, mark: { type: 'rule', strokeDash: [4, 3] }, encoding: { [axis]: at } },
    ...(label === undefined
      ? []
      : [{ data: { values: [{}] }, mark: beside.mark, encoding: { [axis]: at, ...beside.at } }]),
  ];
}
