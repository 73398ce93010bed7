import { types } from 'node:util';
import type { MimeBundle, Renderer } from '../../lib/display/port.js';
import { checkBundle, DisplayError } from './bundle.js';
import type { Bundle } from './display-event.js';
import { cut, plainText } from './plain-text.js';

const jupyterDisplay = Symbol.for('Jupyter.display');
/** Longer HTML is shown as text, in UTF-16 units: it would make the notebook slow to open. */
const longestHtml = 5_000_000;

/**
 * The bundle that a front end shows for a value: what its `Symbol.for('Jupyter.display')` method says, else what the first
 * renderer that knows it makes of it, else its `outerHTML`, as elements of a DOM have; with text, or text only.
 *
 * @throws DisplayError when the method fails or returns no bundle.
 */
export async function renderValue(value: unknown, renderers: readonly Renderer[]): Promise<Bundle> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return textBundle(value);
  try {
    const method = displayMethod(value);
    const bundle = method ? await callDisplay(value, method) : (rendered(value, renderers) ?? element(value));
    return bundle ? checkBundle(bundle, () => plainText(value)) : textBundle(value);
  } catch (error) {
    if (error instanceof DisplayError) throw error;
    // Cells may replace what bundles are made with.
    return textBundle(value);
  }
}

/** Without a prototype, as those of {@link checkBundle}. */
function textBundle(value: unknown): Bundle {
  return { __proto__: null, 'text/plain': plainText(value) } as unknown as Bundle;
}

/** A proxy may answer to every name: it has a display only if it says so. */
function displayMethod(value: object): (() => unknown) | undefined {
  const method = read(value, jupyterDisplay);
  if (typeof method !== 'function') return undefined;
  return types.isProxy(value) && !(jupyterDisplay in value) ? undefined : (method as () => unknown);
}

async function callDisplay(value: object, method: () => unknown): Promise<unknown> {
  try {
    return await method.call(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : plainText(cause);
    throw new DisplayError(`The value can't be shown: its display method failed: ${reason}`, { cause });
  }
}

function rendered(value: object, renderers: readonly Renderer[]): MimeBundle | undefined {
  for (const render of renderers) {
    const bundle = render(value);
    if (bundle) return bundle;
  }
  return undefined;
}

function element(value: object): MimeBundle | undefined {
  const html = read(value, 'outerHTML');
  if (typeof html !== 'string' || html.length > longestHtml) return undefined;
  return { 'text/html': html, 'text/plain': cut(html) };
}

/** What a property is; undefined where reading it throws. */
function read(value: object, key: string | symbol): unknown {
  try {
    return (value as Record<string | symbol, unknown>)[key];
  } catch {
    return undefined;
  }
}
