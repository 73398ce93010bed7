import { randomUUID } from 'node:crypto';
import type { DisplayPort, MimeBundle, Renderer, WidgetModel } from '../../lib/display/port.js';
import { checkBundle, DisplayError } from './bundle.js';
import type { Bundle, DisplayEvent } from './display-event.js';
import { LatePages } from './late-pages.js';
import { renderValue } from './render.js';
import { UpdateLimiter } from './update-limiter.js';
import { type OpenWidget, widgetModel } from './widget-model.js';

/** What displays need to know of the code that calls, and where their events go. */
export interface DisplayHost {
  /** The number of the program that calls, perhaps after it has ended. */
  cell(): number;
  signal(): AbortSignal | undefined;
  /** Throws when the event can't be written as JSON. */
  emit(event: DisplayEvent): void;
  openWidget: OpenWidget;
}

/** A display whose bundle is still a promise. */
interface Slot {
  readonly cell: number;
  readonly id: string;
  readonly version: number;
  /** True if front ends have been told of it, so that what comes next in the cell appears below. */
  placed: boolean;
}

/** The Jupyter side of lib's display port. */
export class Displays implements DisplayPort {
  readonly #host: DisplayHost;
  readonly #updates: UpdateLimiter;
  readonly #latePages: LatePages;
  readonly #slots: Slot[] = [];
  readonly #renderers: Renderer[] = [];
  readonly #unsettled = new Map<number, Set<Promise<void>>>();
  /** By display id, the newest bundle asked for and the newest known: a promise that is late must not go back. */
  readonly #versions = new Map<string, { asked: number; known: number }>();

  constructor(host: DisplayHost) {
    this.#host = host;
    this.#latePages = new LatePages(host.openWidget);
    this.#updates = new UpdateLimiter((id, cell, data) => {
      this.#emit({ type: 'update', cell, id, data });
      this.#latePages.updated(id, data);
    });
  }

  show(bundle: MimeBundle | Promise<MimeBundle>, id?: string): void {
    const cell = this.#host.cell();
    if (!isPromise(bundle)) {
      const data = checked(bundle);
      this.place(cell);
      if (id !== undefined) this.#learn(id, this.#nextVersion(id));
      this.#emit({ type: 'show', cell, data, ...(id === undefined ? {} : { id }) });
      return;
    }
    const slotId = id ?? randomUUID();
    const slot: Slot = { cell, id: slotId, version: this.#nextVersion(slotId), placed: false };
    this.#slots.push(slot);
    this.#await(cell, bundle, data => {
      if (this.#learn(slot.id, slot.version)) this.#fill(slot, data);
      else this.#drop(slot);
    });
  }

  update(id: string, bundle: MimeBundle | Promise<MimeBundle>): void {
    const cell = this.#host.cell();
    const version = this.#nextVersion(id);
    const settle = (data: Bundle): void => {
      if (!this.#learn(id, version)) return;
      const slot = this.#slots.find(waiting => waiting.id === id);
      if (slot && !slot.placed) this.#fill(slot, data);
      else this.#updates.push(id, cell, data);
    };
    if (isPromise(bundle)) this.#await(cell, bundle, settle);
    else settle(checked(bundle));
  }

  clear(wait = false): void {
    const cell = this.#host.cell();
    this.place(cell);
    this.#emit({ type: 'clear', cell, wait });
  }

  async render(value: unknown): Promise<MimeBundle> {
    return { ...(await this.bundleOf(value)) };
  }

  /** As {@link Displays.render}, but without a prototype, to which a cell may have added. */
  bundleOf(value: unknown): Promise<Bundle> {
    return renderValue(value, this.#renderers);
  }

  addRenderer(render: Renderer): void {
    this.#renderers.push(render);
  }

  widget(state: Readonly<Record<string, unknown>>): WidgetModel | undefined {
    return widgetModel(this.#host.openWidget, state);
  }

  signal(): AbortSignal | undefined {
    return this.#host.signal();
  }

  /** Keeps the places of a cell's displays that are still promises: called before other output of the cell. */
  place(cell: number): void {
    for (const slot of this.#slots) if (slot.cell === cell) this.#place(slot);
  }

  /**
   * Resolves when everything that the cell has asked to display is out, at the latest after `patience`
   * milliseconds; what comes later still appears in its place.
   */
  async settled(cell: number, patience: number): Promise<void> {
    const deadline = performance.now() + patience;
    for (;;) {
      const unsettled = this.#unsettled.get(cell);
      const left = deadline - performance.now();
      if (!unsettled || left <= 0) break;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise(resolve => {
        timer = setTimeout(resolve, left);
      });
      await Promise.race([Promise.all(unsettled), late]);
      clearTimeout(timer);
    }
    this.place(cell);
    this.#updates.flush(cell);
  }

  #await(cell: number, bundle: Promise<MimeBundle>, settle: (data: Bundle) => void): void {
    const unsettled = this.#unsettled.get(cell) ?? new Set();
    this.#unsettled.set(cell, unsettled);
    const work = bundle
      .then(checked)
      .then(settle)
      .catch(error => {
        const reason = error instanceof Error ? error.message : String(error);
        settle({ 'text/plain': error instanceof DisplayError ? reason : `This display failed: ${reason}` });
      });
    unsettled.add(work);
    void work.finally(() => {
      unsettled.delete(work);
      if (unsettled.size === 0) this.#unsettled.delete(cell);
    });
  }

  #fill(slot: Slot, data: Bundle): void {
    // Those before it in the same cell come first.
    const before = this.#slots.indexOf(slot);
    for (const earlier of this.#slots.slice(0, before)) {
      if (earlier.cell === slot.cell) this.#place(earlier);
    }
    this.#drop(slot);
    if (slot.placed) this.#updates.push(slot.id, slot.cell, data);
    else this.#emit({ type: 'show', cell: slot.cell, id: slot.id, data });
  }

  #place(slot: Slot): void {
    if (slot.placed) return;
    slot.placed = true;
    this.#emit({ type: 'show', cell: slot.cell, id: slot.id, data: { 'text/plain': '' } });
  }

  #drop(slot: Slot): void {
    const index = this.#slots.indexOf(slot);
    if (index >= 0) this.#slots.splice(index, 1);
  }

  #nextVersion(id: string): number {
    const versions = this.#versions.get(id) ?? { asked: 0, known: 0 };
    this.#versions.set(id, versions);
    versions.asked++;
    return versions.asked;
  }

  /** False if something newer is known already. */
  #learn(id: string, version: number): boolean {
    const versions = this.#versions.get(id)!;
    if (version < versions.known) return false;
    versions.known = version;
    return true;
  }

  #emit(event: DisplayEvent): void {
    try {
      this.#host.emit(event);
    } catch (cause) {
      throw new DisplayError(`The display can't be sent as JSON: ${(cause as Error).message}`, { cause });
    }
  }
}

function isPromise(value: MimeBundle | Promise<MimeBundle>): value is Promise<MimeBundle> {
  return typeof (value as { then?: unknown } | null)?.then === 'function';
}

function checked(bundle: unknown): Bundle {
  return checkBundle(bundle, () => `<${Object.keys(bundle as object).join(', ')}>`);
}
