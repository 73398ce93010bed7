/**
 * A local regression (Cleveland, 1979, https://doi.org/10.1080/01621459.1979.10481038, without its robustness steps): at each of
 * `steps` places the straight line through the nearest points, those near weighing more.
 */
export function smoothed(
  xs: readonly number[],
  ys: readonly number[],
  steps: number,
): { x: number; y: number }[] {
  const order = [...xs.keys()].sort((a, b) => xs[a]! - xs[b]!);
  const x = order.map(i => xs[i]!);
  const y = order.map(i => ys[i]!);
  const low = x[0]!;
  const high = x.at(-1)!;
  if (!(high > low)) return [];
  const near = Math.max(Math.min(6, x.length), Math.ceil(0.15 * x.length));
  let first = 0;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const at = low + ((high - low) * step) / steps;
    while (first + near < x.length && at - x[first]! > x[first + near]! - at) first++;
    return { x: at, y: localLine(x, y, first, Math.min(x.length, first + near), at) };
  });
}

/** The value at a place of the weighted straight line through the points from `first` to before `end`. */
function localLine(
  x: readonly number[],
  y: readonly number[],
  first: number,
  end: number,
  at: number,
): number {
  const reach = Math.max(at - x[first]!, x[end - 1]! - at) * 1.001 || 1;
  let w = 0;
  let wx = 0;
  let wy = 0;
  let wxx = 0;
  let wxy = 0;
  for (let i = first; i < end; i++) {
    const u = x[i]! - at;
    const weight = (1 - Math.min(1, Math.abs(u) / reach) ** 3) ** 3;
    w += weight;
    wx += weight * u;
    wy += weight * y[i]!;
    wxx += weight * u * u;
    wxy += weight * u * y[i]!;
  }
  const spread = w * wxx - wx * wx;
  return spread > 1e-12 * w * wxx ? (wxx * wy - wx * wxy) / spread : wy / w;
}
