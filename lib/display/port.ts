/** Data for one display, keyed by mime type (https://jupyter-client.readthedocs.io/en/stable/messaging.html). */
export type MimeBundle = Record<string, unknown>;

/** Makes a bundle of the values that it knows, without failing; undefined for all others. */
export type Renderer = (value: object) => MimeBundle | undefined;

/** What a cell and code in the page tell each other, by way of a widget's model. */
export interface WidgetModel {
  /** Sends JSON to the code in the page. */
  send(content: Readonly<Record<string, unknown>>): void;
  /** Calls the listener with what the code in the page sends: unchecked, as all that comes from outside. */
  onMessage(listener: (content: unknown) => unknown): void;
}

/**
 * The one interface between lib and a front end. The kernel registers its own under
 * `Symbol.for('tunebook.display')` before the preload is loaded; without one, displays are printed as text.
 */
export interface DisplayPort {
  /**
   * Shows a bundle in the output of the cell that (perhaps indirectly, after awaits) called. With an id, it can be updated.
   * A bundle may be a promise: the place is kept, the display appears when it settles.
   */
  show(bundle: MimeBundle | Promise<MimeBundle>, id?: string): void;
  /** Replaces what every display with this id shows. Calls are coalesced: the last one always arrives. */
  update(id: string, bundle: MimeBundle | Promise<MimeBundle>): void;
  /** Clears the output of the calling cell, at once or (`wait`) when the next output arrives. */
  clear(wait?: boolean): void;
  /** The bundle that the front end would show for any value: `Symbol.for('Jupyter.display')`, errors, plain values. */
  render(value: unknown): Promise<MimeBundle>;
  /** Adds a way to show values that have no display of their own; the first that knows a value shows it. */
  addRenderer(render: Renderer): void;
  /**
   * Makes the model of an anywidget (https://anywidget.dev) in every page that shows the notebook, now or later.
   * Undefined where no front end has said that it takes widgets.
   * @param state what the model's traits are, with the module that runs in the page as `_esm`
   */
  widget(state: Readonly<Record<string, unknown>>): WidgetModel | undefined;
  /** Aborted when the user interrupts the cell that calls; undefined outside a cell. */
  signal(): AbortSignal | undefined;
}

/** Where a front end registers itself in `globalThis`. */
export const displayPortKey = Symbol.for('tunebook.display');

/** The method by which a value says how it shows itself; the convention of Deno's kernel and of nodejs-polars. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;
