import type { Draw, Drawing } from './draw.js';
import { schema } from './frame.js';
import type { PlotOptions } from './options.js';
import type { Json } from './picture.js';
import { palette } from './theme.js';

/** Pixels that charts beside each other share, and between them. */
const wholeWidth = 760;
const gap = 24;
const axisRoom = 56;

/** What belongs to a chart as a whole, and not to one among others. */
const outer = [
  '$schema',
  'config',
  'autosize',
  'width',
  'height',
  'title',
  'description',
  'background',
  'padding',
];

/** Charts on shared axes, the last on top. */
export function over(parts: readonly Draw[]): Draw {
  return ({ title, ...changes }, place) => {
    const alone = parts.map(draw => draw(changes));
    const named = alone.map(({ series = [], name }, i) =>
      series.length > 0 ? series : [nameOf(alone, name, i)],
    );
    const series = place?.series ?? [...new Set(named.toReversed().flat())];
    const drawings = parts.map((draw, i) => draw(changes, { name: String(named[i]![0]), series }));
    const { width, height, autosize } = drawings[0]!.spec;
    const graded = series.length > palette.length;
    return {
      spec: {
        $schema: schema,
        ...(title === undefined ? {} : { title }),
        ...(width === undefined ? {} : { width, height, autosize }),
        layer: drawings.map(({ spec }, i) => inner(spec, i === drawings.length - 1)),
        ...(graded ? { resolve: { scale: { color: 'independent' } } } : {}),
      },
      text: textOf(title, drawings),
      series,
    };
  };
}

/** The name of a single series; where others have it too, with its number. */
function nameOf(drawings: readonly Drawing[], name = 'chart', index: number): string {
  const same = drawings.filter((drawing, i) => i < index && drawing.name === name).length;
  return same === 0 ? name : `${name} (${same + 1})`;
}

/** Charts side by side (`hconcat`) or one below another (`vconcat`). */
export function beside(parts: readonly Draw[], how: 'hconcat' | 'vconcat'): Draw {
  return ({ title, ...changes }) => {
    const width = Math.floor((wholeWidth - gap * (parts.length - 1)) / parts.length) - axisRoom;
    const narrow: PlotOptions = how === 'hconcat' ? { width } : {};
    const drawings = parts.map(draw => draw({ ...narrow, ...changes }));
    return {
      spec: {
        $schema: schema,
        ...(title === undefined ? {} : { title }),
        [how]: drawings.map(({ spec }) => {
          const { $schema: _, config: __, autosize: ___, ...part } = spec;
          return part;
        }),
        spacing: gap,
        resolve: { scale: { color: 'independent' }, legend: { color: 'independent' } },
      },
      text: textOf(title, drawings),
    };
  };
}

/** A part of a layered chart; only one of them may listen to the mouse. */
function inner(spec: Json, listens: boolean): Json {
  const kept = Object.fromEntries(Object.entries(spec).filter(([key]) => !outer.includes(key)));
  if (listens || !Array.isArray(kept['layer'])) return kept;
  return { ...kept, layer: kept['layer'].map(({ params: _, ...layer }: Json) => layer) };
}

function textOf(title: string | undefined, drawings: readonly Drawing[]): string {
  const parts = drawings.map(({ text }) => text.replace(/^Chart: /, '')).join('; ');
  return `Charts: ${title === undefined ? '' : `${title}: `}${parts}`;
}
