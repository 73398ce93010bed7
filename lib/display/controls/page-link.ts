import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../model/package-root.js';
import { frontEnd } from '../front-end.js';
import type { DisplayPort, WidgetModel } from '../port.js';
import type { ButtonPlace } from './buttons.js';

/** Called when something is done in the page, with its name and, of an input, the new value, unchecked. */
export type PageListener = (name: string, value: unknown) => void;

/**
 * The line to the pages that show the notebook: buttons and inputs in displays are marked with its key, and what is done to
 * them comes here. See page.mjs for the other end.
 */
export class PageLink {
  /** Nobody can guess it: buttons that came with a notebook are not this kernel's. */
  readonly key: string;
  readonly #listeners = new Map<string, PageListener>();

  constructor(model: WidgetModel, key: string) {
    this.key = key;
    model.onMessage(content => {
      const { n, of, do: name, value } = (content ?? {}) as Record<string, unknown>;
      model.send({ answer: n });
      if (typeof of === 'string' && typeof name === 'string') this.#listeners.get(of)?.(name, value);
    });
  }

  /**
   * Calls the listener with what is done in one display; it replaces an earlier one.
   *
   * @returns what buttons and inputs in that display are marked with
   */
  listen(display: string, listener: PageListener): ButtonPlace {
    this.#listeners.set(display, listener);
    return { key: this.key, display };
  }
}

const links = new WeakMap<DisplayPort, PageLink>();

/** The line to the pages; undefined where the front end takes no widgets. */
export function pageLink(): PageLink | undefined {
  const port = frontEnd();
  const known = links.get(port);
  if (known) return known;
  const key = randomUUID();
  const model = port.widget({ _anywidget_id: 'tunebook', _esm: script(), key });
  if (!model) return undefined;
  const link = new PageLink(model, key);
  links.set(port, link);
  return link;
}

let text: string | undefined;

function script(): string {
  text ??= readFileSync(join(packageRoot, 'lib', 'display', 'controls', 'page.mjs'), 'utf8');
  return text;
}
