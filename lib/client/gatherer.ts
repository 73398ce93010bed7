import { abortable } from './abortable.js';

/** A call that waits for its answer. */
export interface Call<Item, Answer> {
  readonly item: Item;
  readonly signal: AbortSignal | undefined;
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}

/** Gathers the calls of one turn, like all of a `Promise.all`, so that they can be answered together. */
export class Gatherer<Item, Answer> {
  #waiting: Call<Item, Answer>[] = [];

  /** @param answer settles each of the calls; what it throws rejects those that it left. */
  constructor(private readonly answer: (calls: readonly Call<Item, Answer>[]) => Promise<void>) {}

  add(item: Item, signal: AbortSignal | undefined): Promise<Answer> {
    const answered = new Promise<Answer>((resolve, reject) => {
      this.#waiting.push({ item, signal, resolve, reject });
      if (this.#waiting.length === 1) setImmediate(() => void this.#answerAll());
    });
    return abortable(answered, signal);
  }

  async #answerAll(): Promise<void> {
    const calls = this.#waiting.filter(({ signal }) => !signal?.aborted);
    this.#waiting = [];
    try {
      if (calls.length > 0) await this.answer(calls);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }
}
