import { type DisplayPort, displayPortKey, type MimeBundle } from '../../dist/lib/display/port.js';

/** A front end that keeps what it is shown, and whose "cell" can be interrupted. */
export class RecordingPort implements DisplayPort {
  /** What each display shows now, in the order in which they appeared. */
  readonly displays = new Map<string, MimeBundle>();
  #cell = new AbortController();
  readonly #watchers = new Set<() => void>();

  /** Becomes the front end of this process. */
  static register(): RecordingPort {
    const port = new RecordingPort();
    (globalThis as { [displayPortKey]?: DisplayPort })[displayPortKey] = port;
    return port;
  }

  /** The texts of all displays. */
  get texts(): string[] {
    return [...this.displays.values()].map(bundle => String(bundle['text/plain']));
  }

  /** Resolves when some display shows something like this. */
  async shows(pattern: RegExp, type = 'text/plain'): Promise<void> {
    while (![...this.displays.values()].some(bundle => pattern.test(String(bundle[type])))) {
      await new Promise<void>(resolve => this.#watchers.add(resolve));
    }
  }

  /** Interrupts the one cell that this front end has. */
  interrupt(): void {
    this.#cell.abort();
  }

  /** What is called from now on is called by another cell. */
  nextCell(): void {
    this.#cell = new AbortController();
  }

  show(bundle: MimeBundle | Promise<MimeBundle>, id = `anonymous ${this.displays.size}`): void {
    this.update(id, bundle);
  }

  update(id: string, bundle: MimeBundle | Promise<MimeBundle>): void {
    void Promise.resolve(bundle).then(settled => {
      this.displays.set(id, settled);
      for (const wake of this.#watchers) wake();
      this.#watchers.clear();
    });
  }

  clear(): void {
    this.displays.clear();
  }

  async render(value: unknown): Promise<MimeBundle> {
    return { 'text/plain': String(value) };
  }

  addRenderer(): void {}

  widget(): undefined {}

  signal(): AbortSignal {
    return this.#cell.signal;
  }
}
