/** Data for one display, keyed by mime type (https://jupyter-client.readthedocs.io/en/stable/messaging.html). */
export type MimeBundle = Record<string, unknown>;

/** Makes a bundle of the values that it knows, without failing; undefined for all others. */
export type Renderer = (value: object) => MimeBundle | undefined;

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
  /** Aborted when the user interrupts the cell that calls; undefined outside a cell. */
  signal(): AbortSignal | undefined;
}

/** Where a front end registers itself in `globalThis`. */
export const displayPortKey = Symbol.for('tunebook.display');

/** The method by which a value says how it shows itself; the convention of Deno's kernel and of nodejs-polars. */
export const jupyterDisplay: unique symbol = Symbol.for('Jupyter.display') as never;
