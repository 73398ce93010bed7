import type { JsonObject } from '../wire/fields.js';

/** The comms that are open, as the kernel process sees them go by: the session may be too busy to be asked. */
export class OpenComms {
  /** The target of each, by its id. */
  readonly #targets = new Map<string, string>();

  /** Takes note of a message, from either end; returns whether its comm was open before or is now. */
  pass(type: 'comm_open' | 'comm_msg' | 'comm_close', id: string, target: string): boolean {
    if (type === 'comm_open') this.#targets.set(id, target);
    return type === 'comm_close' ? this.#targets.delete(id) : this.#targets.has(id);
  }

  /** What comm_info_reply tells: of one target, or of all. */
  info(target: string | undefined): JsonObject {
    const found = [...this.#targets].filter(([, one]) => target === undefined || one === target);
    return Object.fromEntries(found.map(([id, target_name]) => [id, { target_name }]));
  }

  /** Forgets all; returns their ids. */
  clear(): string[] {
    const ids = [...this.#targets.keys()];
    this.#targets.clear();
    return ids;
  }
}
