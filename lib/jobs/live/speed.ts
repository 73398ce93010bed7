/** Seconds: what was longer ago does not count. */
const span = 30;
/** Seconds: a shorter look tells little. */
const least = 0.5;

/** How fast a count grows, from what it was in the last half minute. */
export class Speed {
  readonly #samples: { readonly time: number; readonly count: number }[] = [];

  /** Takes the count of now. */
  sample(count: number, time: number): void {
    const last = this.#samples.at(-1);
    if (last && time - last.time < least) return;
    this.#samples.push({ time, count });
    while (this.#samples.length > 2 && time - this.#samples[1]!.time >= span) this.#samples.shift();
  }

  /** By how much it grew in each second; undefined before it has grown. */
  at(count: number, time: number): number | undefined {
    const [first] = this.#samples;
    if (!first || count <= first.count || time - first.time < least) return undefined;
    return (count - first.count) / (time - first.time);
  }
}
