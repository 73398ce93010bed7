import { randomUUID } from 'node:crypto';
import type { DisplayPort, MimeBundle, Renderer, WidgetModel } from '../port.js';

type Pending = MimeBundle | Promise<MimeBundle>;

/** Places below a panel that each run of its function fills anew. */
export class Slots {
  readonly #ids: string[] = [];
  #run: SlotPort | undefined;

  /** @param inCell calls in the context of the cell to whose output the places belong */
  constructor(
    readonly port: DisplayPort,
    readonly inCell: (call: () => void) => void,
  ) {}

  /** The front end for the next run; what the run before it shows is seen no more, and its waiting ends. */
  begin(): SlotPort {
    this.#run?.abort();
    this.#run = new SlotPort(this);
    return this.#run;
  }

  /** True until the next run begins. */
  isCurrent(run: SlotPort): boolean {
    return this.#run === run;
  }

  /** Shows a bundle in a place, which is made if the run has more to show than those before it. */
  fill(place: number, bundle: Pending): string {
    const known = this.#ids[place];
    const id = known ?? randomUUID();
    if (known) this.port.update(id, bundle);
    else this.inCell(() => openPlace(this.port, id, bundle));
    this.#ids[place] = id;
    return id;
  }

  /** Clears the places from this one on. */
  clearFrom(place: number): void {
    for (const id of this.#ids.slice(place)) this.port.update(id, { 'text/html': '', 'text/plain': '' });
  }
}

/**
 * Shows a bundle in a place of a panel, and updates it at once: only what was updated is found again by a page that is loaded
 * later, whose controls are as alive as those of the first.
 */
export function openPlace(port: DisplayPort, id: string, bundle: Pending): void {
  port.show(bundle, id);
  port.update(id, bundle);
}

/** The front end that one run of a function sees. */
export class SlotPort implements DisplayPort {
  readonly #slots: Slots;
  readonly #controller = new AbortController();
  /** By the id that the run knows, the id of the place. */
  readonly #places = new Map<string, string>();
  #shown = 0;

  constructor(slots: Slots) {
    this.#slots = slots;
  }

  /** Ends the waiting of the run. */
  abort(): void {
    this.#controller.abort(new Error('Other values were chosen.'));
  }

  /** All that the run shows is there. */
  done(): void {
    if (this.#slots.isCurrent(this)) this.#slots.clearFrom(this.#shown);
  }

  show(bundle: Pending, id?: string): void {
    if (!this.#slots.isCurrent(this)) return;
    const place = this.#slots.fill(this.#shown++, bundle);
    if (id !== undefined) this.#places.set(id, place);
  }

  update(id: string, bundle: Pending): void {
    const place = this.#places.get(id);
    if (place === undefined) this.#slots.port.update(id, bundle);
    else if (this.#slots.isCurrent(this)) this.#slots.port.update(place, bundle);
  }

  clear(): void {
    this.#shown = 0;
    if (this.#slots.isCurrent(this)) this.#slots.clearFrom(0);
  }

  render(value: unknown): Promise<MimeBundle> {
    return this.#slots.port.render(value);
  }

  addRenderer(render: Renderer): void {
    this.#slots.port.addRenderer(render);
  }

  widget(state: Readonly<Record<string, unknown>>): WidgetModel | undefined {
    return this.#slots.port.widget(state);
  }

  signal(): AbortSignal {
    return this.#controller.signal;
  }
}
