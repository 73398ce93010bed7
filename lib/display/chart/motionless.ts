import type { TopLevelSpec } from 'vega-lite';

/** What charts call the parameter by which their axes are moved. */
export const zoomName = 'zoom';

type Part = Readonly<Record<string, unknown>>;

/**
 * A specification without what only a pointer needs. A picture has none over it: without the marks that only listen to one it is half
 * as large; and without axes to be moved, beyond which marks are clipped, it is drawn in half the time.
 */
export function motionless(spec: TopLevelSpec): TopLevelSpec {
  return still(spec as unknown as Part, isWhole(spec)) as unknown as TopLevelSpec;
}

/** @param whole nothing lies outside of the axes while nobody moves them */
function still(part: Part, whole: boolean): Part {
  const { layer, spec, mark, params } = part;
  const inner = (each: Part) => still(each, whole);
  return {
    ...part,
    ...(Array.isArray(layer) ? { layer: layer.map(inner) } : {}),
    ...(isObject(spec) ? { spec: inner(spec) } : {}),
    ...(isObject(mark) ? { mark: stillMark(mark, whole) } : {}),
    ...(Array.isArray(params) && whole ? { params: params.filter(({ name }) => name !== zoomName) } : {}),
  };
}

function stillMark({ point, ...mark }: Part, whole: boolean): Part {
  return {
    ...mark,
    ...(point === undefined || point === 'transparent' ? {} : { point }),
    ...(whole ? { clip: false } : {}),
  };
}

/** False where an axis shows a part that was chosen, or a mark asks where axes have been moved to. */
function isWhole(part: unknown): boolean {
  if (Array.isArray(part)) return part.every(isWhole);
  if (!isObject(part)) return true;
  return Object.entries(part).every(([key, value]) => {
    if (key === 'data' || key === 'datasets' || key === 'config') return true;
    if ((key === 'x' || key === 'y') && isObject(value) && isObject(value['scale'])) {
      return !Object.keys(value['scale']).some(name => name.startsWith('domain'));
    }
    return key === 'param' ? value !== zoomName : isWhole(value);
  });
}

function isObject(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
