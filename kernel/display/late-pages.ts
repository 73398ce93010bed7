import { readFileSync } from 'node:fs';
import type { WidgetModel } from '../../lib/display/port.js';
import type { Bundle } from './display-event.js';
import { updateMetadata } from './metadata.js';
import { type OpenWidget, widgetModel } from './widget-model.js';

/** Displays whose last bundle is kept for pages that are loaded later, at most: those that were updated last. */
const mostKept = 100;

/**
 * Tells pages that were loaded after a display of its updates: front ends drop an `update_display_data` for what they did not
 * receive themselves. See late-page.mjs for the other end.
 */
export class LatePages {
  readonly #open: OpenWidget;
  readonly #last = new Map<string, Bundle>();
  /** Displays that such pages show. */
  readonly #shown = new Set<string>();
  #model: WidgetModel | undefined;

  constructor(open: OpenWidget) {
    this.#open = open;
  }

  /** Takes an update that goes to all other pages. */
  updated(id: string, data: Bundle): void {
    this.#last.delete(id);
    this.#last.set(id, data);
    if (this.#last.size > mostKept) this.#last.delete(this.#last.keys().next().value!);
    this.#model ??= this.#link();
    if (this.#shown.has(id)) this.#tell(id, data);
  }

  #link(): WidgetModel | undefined {
    const own = { _anywidget_id: 'tunebook-late', _esm: page() };
    const model = widgetModel(this.#open, own, { late: true });
    model?.onMessage(content => {
      const { displays } = (content ?? {}) as Record<string, unknown>;
      for (const id of Array.isArray(displays) ? displays : []) {
        const data = this.#last.get(id);
        if (!data) continue;
        this.#shown.add(id);
        this.#tell(id, data);
      }
    });
    return model;
  }

  #tell(id: string, data: Bundle): void {
    this.#model?.send({ id, data, metadata: updateMetadata(data, id) });
  }
}

let text: string | undefined;

function page(): string {
  text ??= readFileSync(new URL('../../../kernel/display/late-page.mjs', import.meta.url), 'utf8');
  return text;
}
