import { extent } from './columns.js';
import { type Grouped, type Key, named, valuesOf } from './groups.js';
import type { Fit } from './options.js';
import type { Json } from './picture.js';
import { smoothed } from './smooth.js';
import { palette } from './theme.js';
import { sampled } from './thin.js';

/** A curve, and what its equation is. */
interface Curve {
  at(x: number): number;
  readonly text: string;
}

const steps = 100;
/** A local regression of more points than these takes long, and looks the same. */
const mostSmoothed = 2000;

/** The curves through the points of each series, and their equations. */
export function fitLayers(
  fit: Fit,
  data: Grouped,
  x: Json,
  y: Json,
  colour: Json,
): { layer: Json[]; notes: string[] } {
  if (data.x.scale === 'nominal') return { layer: [], notes: [] };
  const values: { x: number; y: number; s?: Key; f?: Key }[] = [];
  const notes: string[] = [];
  for (const group of data.groups) {
    const xs = valuesOf(group, data.x);
    const ys = valuesOf(group, group.y);
    const of = named(group.s, group.f);
    if (fit === 'smooth') {
      const chosen = sampled([...xs.keys()], mostSmoothed);
      const at = chosen.map(i => xs[i]!);
      values.push(
        ...smoothed(
          at,
          chosen.map(i => ys[i]!),
          steps,
        ).map(point => ({ ...point, ...of })),
      );
      continue;
    }
    const curve = leastSquares(fit, xs, ys);
    if (!curve) continue;
    values.push(...along(xs, fit).map(x => ({ x, y: curve.at(x), ...of })));
    const name = [...new Set([group.s, group.f])].filter(key => key !== undefined).join(', ');
    notes.push(`${name && `${name}: `}${curve.text}`);
  }
  return {
    layer: values.length > 0 ? [curveLayer(values, x, y, colour)] : [],
    notes: notes.length > 3 ? [] : notes,
  };
}

/** Curves of the colours of their points have an edge of the colour of text, so that they are seen among these. */
function curveLayer(values: readonly object[], x: Json, y: Json, colour: Json): Json {
  const line = { type: 'line', clip: true, strokeWidth: 1.8 };
  const inner = { mark: line, encoding: { x, y, ...colour } };
  if (Object.keys(colour).length === 0) {
    return { data: { values }, ...inner, mark: { ...line, color: palette[1] } };
  }
  const edge = {
    mark: { ...line, style: 'edge', strokeWidth: 3.6 },
    encoding: { x, y, detail: { field: 's', type: 'nominal' } },
  };
  return { data: { values }, layer: [edge, inner] };
}

/** Places to draw a curve at; evenly on a logarithmic axis for what bends there. */
function along(xs: readonly number[], fit: Fit): number[] {
  const [low, high] = extent(xs);
  if (fit === 'linear') return [low, high];
  const even = low > 0 && high / low > 50;
  return Array.from({ length: steps + 1 }, (_, i) =>
    even ? low * (high / low) ** (i / steps) : low + ((high - low) * i) / steps,
  );
}

/**
 * The curve of least squares; undefined where the points determine none. Exponentials and powers minimise the squares of the
 * logarithms: they suit errors in proportion to the values.
 */
function leastSquares(
  fit: Exclude<Fit, 'smooth'>,
  xs: readonly number[],
  ys: readonly number[],
): Curve | undefined {
  const onX = fit === 'logarithmic' || fit === 'power';
  const onY = fit === 'exponential' || fit === 'power';
  const usable = [...xs.keys()].filter(i => (!onX || xs[i]! > 0) && (!onY || ys[i]! > 0));
  const us = usable.map(i => (onX ? Math.log(xs[i]!) : xs[i]!));
  const vs = usable.map(i => (onY ? Math.log(ys[i]!) : ys[i]!));
  const found = polynomial(us, vs, fit === 'quadratic' ? 2 : 1);
  if (!found) return undefined;
  const { coefficients, at } = found;
  const curve = (x: number) => {
    const v = at(onX ? Math.log(x) : x);
    return onY ? Math.exp(v) : v;
  };
  const [a = 0, b = 0, c = 0] = coefficients;
  const equations = {
    linear: () => `y = ${written(b)} x ${signed(a)}`,
    quadratic: () => `y = ${written(c)} x² ${signed(b)} x ${signed(a)}`,
    logarithmic: () => `y = ${written(b)} ln x ${signed(a)}`,
    exponential: () => `y = ${written(Math.exp(a))} exp(${written(b)} x)`,
    power: () => `y = ${written(Math.exp(a))} x^${written(b)}`,
  };
  const r2 = determination(
    usable.map(i => ys[i]!),
    usable.map(i => curve(xs[i]!)),
  );
  return { at: curve, text: `${equations[fit]()}, R² = ${r2.toFixed(3)}` };
}

/** The polynomial of least squares, about the mean of x and in units of its spread so that the equations are well conditioned. */
function polynomial(xs: readonly number[], ys: readonly number[], degree: 1 | 2) {
  const n = xs.length;
  const mean = xs.reduce((sum, x) => sum + x, 0) / n;
  const spread = Math.sqrt(xs.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n);
  if (!(spread > 0) || new Set(xs).size <= degree) return undefined;
  const moments = new Array<number>(2 * degree + 1).fill(0);
  const sides = new Array<number>(degree + 1).fill(0);
  for (let i = 0; i < n; i++) {
    const u = (xs[i]! - mean) / spread;
    for (let power = 0, term = 1; power <= 2 * degree; power++, term *= u) {
      moments[power]! += term;
      if (power <= degree) sides[power]! += term * ys[i]!;
    }
  }
  const rows = sides.map((side, i) => [...sides.map((_, j) => moments[i + j]!), side]);
  const [p = 0, q = 0, r = 0] = solved(rows);
  const b = q / spread;
  const c = r / spread ** 2;
  return {
    coefficients: [p - b * mean + c * mean ** 2, b - 2 * c * mean, c],
    at: (x: number) => p + (q + (r * (x - mean)) / spread) * ((x - mean) / spread),
  };
}

/** Gauss's elimination of a small, positive definite system; each row ends with its right side. */
function solved(rows: number[][]): number[] {
  for (let i = 0; i < rows.length; i++) {
    const pivot = rows[i]!;
    for (const row of rows.slice(i + 1)) {
      const factor = row[i]! / pivot[i]!;
      for (let j = i; j < row.length; j++) row[j]! -= factor * pivot[j]!;
    }
  }
  const found = new Array<number>(rows.length).fill(0);
  for (let i = rows.length - 1; i >= 0; i--) {
    const row = rows[i]!;
    const known = found.reduce((sum, value, j) => (j > i ? sum + value * row[j]! : sum), 0);
    found[i] = (row.at(-1)! - known) / row[i]!;
  }
  return found;
}

function determination(ys: readonly number[], fitted: readonly number[]): number {
  const mean = ys.reduce((sum, y) => sum + y, 0) / ys.length;
  const left = ys.reduce((sum, y, i) => sum + (y - fitted[i]!) ** 2, 0);
  const all = ys.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return all === 0 ? 1 : 1 - left / all;
}

function written(value: number): string {
  const short = Number(value.toPrecision(4));
  const [mantissa, exponent = ''] = short.toExponential().split('e');
  const power = Number(exponent);
  const text = power < -3 || power > 5 ? `${mantissa}·10${superscript(power)}` : String(short);
  return text.replace('-', '−');
}

function superscript(value: number): string {
  return String(value).replace(/./g, char => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(char)] ?? '⁻');
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'} ${written(Math.abs(value))}`;
}
