/** More points than these are more than pixels, and more than a notebook wants to hold. */
const mostPoints = 5000;
const mostInLine = 2000;
const fewestInLine = 100;
const mostInLines = 20_000;
const mostBars = 1000;

type Number = (row: number) => number;

/** So many points as a chart of scattered ones shows, chosen at random: the same ones each time. */
export function sampled<Item>(items: readonly Item[], most = mostPoints): readonly Item[] {
  if (items.length <= most) return items;
  // Selection sampling (Knuth, The Art of Computer Programming, 3.4.2, algorithm S) keeps their order.
  const random = generator();
  const kept: Item[] = [];
  for (let i = 0; kept.length < most; i++) {
    if ((items.length - i) * random() < most - kept.length) kept.push(items[i]!);
  }
  return kept;
}

/** A small generator of numbers in [0, 1) (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c). */
function generator(): () => number {
  let state = 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Of each stretch of a line, in the order of x, the lowest and the highest row: its peaks stay. */
export function thinnedLine(rows: readonly number[], x: Number, y: Number, lines: number): readonly number[] {
  const most = Math.max(fewestInLine, Math.min(mostInLine, Math.floor(mostInLines / lines)));
  if (rows.length <= most) return rows;
  const sorted = isAscending(rows, x) ? rows : [...rows].sort((a, b) => x(a) - x(b));
  const stretch = Math.ceil((2 * sorted.length) / most);
  const kept: number[] = [];
  for (let start = 0; start < sorted.length; start += stretch) {
    let low = sorted[start]!;
    let high = low;
    for (const row of sorted.slice(start + 1, start + stretch)) {
      if (y(row) < y(low)) low = row;
      if (y(row) > y(high)) high = row;
    }
    kept.push(...(low === high ? [low] : x(low) <= x(high) ? [low, high] : [high, low]));
  }
  return kept;
}

/** Every so many rows of a path: its order is kept. */
export function thinnedPath(rows: readonly number[]): readonly number[] {
  const step = Math.ceil(rows.length / mostPoints);
  return step <= 1 ? rows : rows.filter((_, i) => i % step === 0 || i === rows.length - 1);
}

/** The first bars; more are no wider than a pixel. */
export function firstBars(rows: readonly number[]): readonly number[] {
  return rows.slice(0, mostBars);
}

function isAscending(rows: readonly number[], x: Number): boolean {
  return rows.every((row, i) => i === 0 || x(row) >= x(rows[i - 1]!));
}
