/** Calls an action for each of some keys at once, and then at most once in an interval, the last time included. */
export class Throttle<K> {
  /** Keys that were called lately; true when they have to be called again. */
  readonly #lately = new Map<K, boolean>();
  #closed = false;

  /** @param interval milliseconds. */
  constructor(
    private readonly interval: number,
    private readonly action: (key: K) => void,
  ) {}

  /** True while a key has to be called that has not been. */
  get pending(): boolean {
    return [...this.#lately.values()].includes(true);
  }

  /** Calls the action, now or soon. */
  call(key: K): void {
    if (this.#lately.has(key)) this.#lately.set(key, true);
    else this.#now(key);
  }

  /** Calls nothing any more. */
  close(): void {
    this.#closed = true;
  }

  #now(key: K): void {
    this.#lately.set(key, false);
    this.action(key);
    setTimeout(() => {
      const again = this.#lately.get(key);
      this.#lately.delete(key);
      if (again && !this.#closed) this.#now(key);
    }, this.interval).unref();
  }
}
