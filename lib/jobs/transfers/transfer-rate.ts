/** Milliseconds that count: a rate of long ago tells nothing of the time that is left. */
const span = 5000;
const step = 100;

/** How fast bytes go. */
export class TransferRate {
  readonly #seen: { bytes: number; at: number }[] = [];

  /** Takes all bytes so far, at a time in milliseconds. */
  add(bytes: number, at: number): void {
    if (this.#seen.length > 1 && at - this.#seen.at(-2)!.at < step) this.#seen.pop();
    this.#seen.push({ bytes, at });
    while (this.#seen.length > 2 && this.#seen[1]!.at < at - span) this.#seen.shift();
  }

  /** Bytes a second, lately; undefined while that is not known. */
  perSecond(): number | undefined {
    const [first, last] = [this.#seen[0], this.#seen.at(-1)];
    if (!first || !last || last.at === first.at) return undefined;
    return (1000 * (last.bytes - first.bytes)) / (last.at - first.at);
  }
}
