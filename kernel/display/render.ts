import { inspect, stripVTControlCharacters } from 'node:util';
import { withoutAsyncMarks } from './async-marks.js';
import { checkBundle, DisplayError } from './bundle.js';
import type { Bundle } from './display-event.js';

const jupyterDisplay = Symbol.for('Jupyter.display');
/** A longer text/plain is cut: it would make the notebook slow to open. In UTF-16 units. */
const longestText = 100_000;

/** How a value is written where nothing better is known: Node's inspection, without colours and bounded. */
function plainText(value: unknown): string {
  const inspected = stripVTControlCharacters(
    inspect(value, {
      colors: false,
      depth: 4,
      maxArrayLength: 100,
      maxStringLength: 10_000,
      breakLength: 80,
    }),
  );
  const text = withoutAsyncMarks(inspected);
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n… ${text.length - longestText} more characters`;
}

/**
 * The bundle that a front end shows for a value: what its `Symbol.for('Jupyter.display')` method says, else text.
 *
 * @throws DisplayError when the method fails or returns no bundle.
 */
export async function renderValue(value: unknown): Promise<Bundle> {
  const method = displayMethod(value);
  if (!method) return { 'text/plain': plainText(value) };
  let bundle: unknown;
  try {
    bundle = await method.call(value);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DisplayError(`The value can't be shown: its display method failed: ${reason}`, { cause });
  }
  return checkBundle(bundle, () => plainText(value));
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  const method: unknown = (value as Record<symbol, unknown>)[jupyterDisplay];
  return typeof method === 'function' ? (method as () => unknown) : undefined;
}
