import { inspect } from 'node:util';
import { type DisplayPort, jupyterDisplay, type MimeBundle } from './port.js';

type Pending = MimeBundle | Promise<MimeBundle>;

/**
 * A terminal as front end, for lib in a plain script: `text/plain` goes to standard output. A terminal cannot replace what it has
 * printed, so of the updates of a display it prints those that bring news (more than the digits of the first line changed: a
 * state, not a clock that ticks), and the last one when the process ends.
 */
export class TerminalPort implements DisplayPort {
  readonly #printed = new Map<string, string>();
  readonly #held = new Map<string, string>();
  #queue: Promise<void> = Promise.resolve();

  constructor() {
    process.once('exit', () => {
      for (const text of this.#held.values()) print(text);
    });
  }

  show(bundle: Pending, id?: string): void {
    this.#enqueue(bundle, text => this.#print(text, id));
  }

  update(id: string, bundle: Pending): void {
    this.#enqueue(bundle, text => {
      const before = this.#printed.get(id);
      if (before !== undefined && news(before) === news(text)) {
        if (before === text) this.#held.delete(id);
        else this.#held.set(id, text);
      } else this.#print(text, id);
    });
  }

  /** What a terminal shows stays. */
  clear(): void {}

  async render(value: unknown): Promise<MimeBundle> {
    const display = (value as { [jupyterDisplay]?: unknown } | null | undefined)?.[jupyterDisplay];
    if (typeof display === 'function') return (await display.call(value)) as MimeBundle;
    return { 'text/plain': inspect(value) };
  }

  /** A terminal shows text. */
  addRenderer(): void {}

  /** A terminal has no pages. */
  widget(): undefined {}

  signal(): AbortSignal | undefined {
    return undefined;
  }

  #print(text: string, id: string | undefined): void {
    if (id !== undefined) {
      this.#printed.set(id, text);
      this.#held.delete(id);
    }
    print(text);
  }

  /** Displays appear in the order of the calls, though some are promises. */
  #enqueue(bundle: Pending, use: (text: string) => void): void {
    const settled = Promise.resolve(bundle).then(
      plainText,
      (error: unknown) => `Cannot be shown: ${String(error)}`,
    );
    this.#queue = this.#queue.then(async () => use(await settled));
  }
}

function plainText(bundle: MimeBundle): string {
  const text = bundle['text/plain'];
  if (typeof text === 'string') return text;
  const types = Object.keys(bundle);
  return types.length > 0 ? `(${types.join(', ')})` : '';
}

/** What counts as news in a text: its first line, whatever its digits. */
function news(text: string): string {
  return text.split('\n', 1)[0]!.replace(/\d+/g, '#');
}

function print(text: string): void {
  if (text !== '') process.stdout.write(`${text}\n`);
}
