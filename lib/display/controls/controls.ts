import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ControlError } from '../../errors/control-error.js';
import { frontEnd, withPort } from '../front-end.js';
import { escapeHtml } from '../html.js';
import { type DisplayPort, jupyterDisplay, type MimeBundle } from '../port.js';
import { styled } from '../style.js';
import { duration } from '../words.js';
import { type Control, controlOf } from './inputs.js';
import { pageLink } from './page-link.js';
import { panelView } from './panel-view.js';
import { openPlace, Slots } from './slot-port.js';

/** What a function gets for its controls: a number for a slider, one of its values for a choice, a value like a plain one. */
export type ControlValues<P = object> = {
  [K in keyof P]: P[K] extends Control<infer T>
    ? T
    : P[K] extends number
      ? number
      : P[K] extends string
        ? string
        : P[K] extends boolean
          ? boolean
          : never;
};

/** A function with controls; {@link controls} makes it. */
export class ControlPanel<V extends object = object, R = unknown> {
  readonly #run: (values: V) => R | PromiseLike<R>;
  readonly #controls: ReadonlyMap<string, Control<unknown>>;
  readonly #values = new Map<string, unknown>();
  readonly #port: DisplayPort = frontEnd();
  readonly #panelId = randomUUID();
  readonly #statusId = randomUUID();
  readonly #slots: Slots;
  /** What is called in it prints below the panel, whoever calls. */
  readonly #inCell = AsyncResource.bind((call: () => void) => call());
  #result: Promise<R>;

  constructor(parameters: object, run: (values: V) => R | PromiseLike<R>) {
    this.#run = run;
    this.#controls = new Map(Object.entries(parameters).map(([name, given]) => [name, controlOf(given)]));
    for (const [name, { value }] of this.#controls) this.#values.set(name, value);
    this.#slots = new Slots(this.#port, this.#inCell);
    openPlace(this.#port, this.#panelId, this.#view());
    openPlace(this.#port, this.#statusId, status('run', 'running'));
    this.#result = this.#start();
  }

  /** What the controls are set to. */
  get values(): V {
    return Object.fromEntries(this.#values) as V;
  }

  /** What the function gave when it was called last. */
  get result(): Promise<R> {
    return this.#result;
  }

  /**
   * Sets some of the controls, and calls the function.
   * @throws {ControlError} when a control does not take its value; what the function throws
   */
  async set(values: Partial<V>): Promise<R> {
    const read = Object.entries(values).map(([name, given]) => [name, this.#read(name, given)] as const);
    for (const [name, value] of read) this.#values.set(name, value);
    this.#port.update(this.#panelId, this.#view());
    this.#result = this.#start();
    return this.#result;
  }

  /** It has shown itself. */
  [jupyterDisplay](): MimeBundle {
    return {};
  }

  #read(name: string, given: unknown): unknown {
    const control = this.#controls.get(name);
    if (!control) {
      throw new ControlError(`There is no control '${name}', but ${[...this.#controls.keys()].join(', ')}`);
    }
    try {
      return control.read(given);
    } catch (cause) {
      throw new ControlError(`${name}: ${(cause as Error).message}`, { cause });
    }
  }

  /** Calls the function with the values of now; its displays take the place of those of the call before. */
  #start(): Promise<R> {
    const result = new Promise<R>((resolve, reject) => {
      this.#inCell(() => void this.#call().then(resolve, reject));
    });
    // Whoever wants the result awaits it; the status tells of an error in any case.
    result.catch(() => {});
    return result;
  }

  async #call(): Promise<R> {
    const run = this.#slots.begin();
    const began = Date.now();
    const tell = (tone: 'run' | 'ok' | 'bad', text: string) => {
      if (this.#slots.isCurrent(run)) this.#port.update(this.#statusId, status(tone, text));
    };
    tell('run', 'running');
    try {
      return await withPort(run, async () => {
        const result = await this.#run(this.values);
        if (result !== undefined) run.show(await run.render(result));
        tell('ok', `ran in ${duration(Math.max(10, Date.now() - began) / 1000)}`);
        return result;
      });
    } catch (error) {
      tell('bad', String(error));
      throw error;
    } finally {
      run.done();
    }
  }

  #view(): MimeBundle {
    const place = pageLink()?.listen(this.#panelId, (name, value) => {
      this.set({ [name]: value } as Partial<V>).catch(() => {});
    });
    return panelView({ controls: this.#controls, values: this.#values, place });
  }
}

/**
 * Shows controls, and calls a function with what they are set to: at once, and whenever a user chooses something else. What
 * the function returns, shows and runs appears below, in place of what it did before. Where the front end has no
 * widgets, `set` of the panel that is returned does the same.
 *
 * @param parameters for each parameter a {@link slider}, a {@link choice}, or a plain number, text or boolean to begin with
 * @throws {ControlError} when a parameter is none of these
 *
 * @example
 * const panel = controls({ temp: slider(0.5, 3), log: false }, ({ temp, log }) => {
 *   const press = 7 * temp - 4.7
 *   return log ? Math.log10(press) : press
 * })
 * await panel.set({ temp: 1.1 })
 */
export function controls<P extends Record<string, Control<unknown> | number | string | boolean>, R>(
  parameters: P,
  run: (values: ControlValues<P>) => R | PromiseLike<R>,
): ControlPanel<ControlValues<P>, R> {
  return new ControlPanel(parameters, run);
}

function status(tone: 'run' | 'ok' | 'bad', text: string): MimeBundle {
  const html = `<div class="tb" role="status"><span class="tb-state tb-said ${tone}">${escapeHtml(text)}</span></div>`;
  return { 'text/html': styled(html), 'text/plain': text };
}
