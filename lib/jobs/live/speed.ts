/** What of the past counts, in seconds. */
export interface SpeedOptions {
  /** What was longer ago does not count. */
  readonly span: number;
  /** A shorter look tells little. */
  readonly least: number;
}

/** How fast a count grows, from what it was lately. */
export class Speed {
  readonly #span: number;
  readonly #least: number;
  readonly #samples: { readonly time: number; readonly count: number }[] = [];

  constructor({ span, least }: SpeedOptions) {
    this.#span = span;
    this.#least = least;
  }

  /** Takes the count of now, a time in seconds. */
  sample(count: number, time: number): void {
    const last = this.#samples.at(-1);
    if (last && time - last.time < this.#least) return;
    this.#samples.push({ time, count });
    while (this.#samples.length > 2 && time - this.#samples[1]!.time >= this.#span) this.#samples.shift();
  }

  /** By how much it grew in each second; undefined before it has grown. */
  at(count: number, time: number): number | undefined {
    const [first] = this.#samples;
    if (!first || count <= first.count || time - first.time < this.#least) return undefined;
    return (count - first.count) / (time - first.time);
  }
}
