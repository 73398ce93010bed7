/** Milliseconds between two sendings of what is urgent: who hears of many ends has the time. */
const interval = 10;

/** Gathers texts, to be sent together: each sending takes longer than what is sent. */
export class Gathering {
  #text = '';
  #soon: NodeJS.Immediate | undefined;
  #later: NodeJS.Timeout | undefined;
  /** When what is urgent was sent last. */
  #sent = Number.NEGATIVE_INFINITY;

  /** @param patience milliseconds that a text may wait for others. */
  constructor(
    private readonly patience: number,
    private readonly send: (text: string) => void,
  ) {}

  /** Adds a text. One that is urgent is sent at the end of this turn, with what waits, unless one was a moment ago. */
  add(text: string, urgent: boolean): void {
    this.#text += text;
    const now = performance.now();
    if (urgent && now >= this.#sent + interval) {
      this.#sent = now;
      this.#soon ??= setImmediate(() => this.flush());
    } else this.#later ??= setTimeout(() => this.flush(), urgent ? interval : this.patience).unref();
  }

  /** Sends what waits. */
  flush(): void {
    clearImmediate(this.#soon);
    clearTimeout(this.#later);
    this.#soon = undefined;
    this.#later = undefined;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.send(text);
  }
}
