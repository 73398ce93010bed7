/**
 * The seeds of random tests: `it.each(seeds)('... (seed %i)', async seed => ...)`. Three by default; `TUNEBOOK_SEEDS=40`
 * gives as many, `TUNEBOOK_SEED=17` only that one, to repeat a failure (with `npm run soak` one of the soak's).
 */
export const seeds: readonly number[] = chosenSeeds();

/** True in `npm run soak`, also when it repeats one seed: tests may then be larger. */
export const soaking = wholeNumber('TUNEBOOK_SEEDS', process.env['TUNEBOOK_SEEDS'] ?? '3') > 3;

/** A source of random numbers that gives the same ones again for the same seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  /** At least 0 and below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`, both included. */
  int(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.int(0, list.length - 1)]!;
  }
}

function chosenSeeds(): number[] {
  const one = process.env['TUNEBOOK_SEED'];
  if (one !== undefined) return [wholeNumber('TUNEBOOK_SEED', one)];
  const count = wholeNumber('TUNEBOOK_SEEDS', process.env['TUNEBOOK_SEEDS'] ?? '3');
  return Array.from({ length: count }, (_, index) => index + 1);
}

function wholeNumber(name: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${name} is ${JSON.stringify(text)}, and must be a whole number.`);
  return Number(text);
}
