import { ServiceError } from '../errors/service-error.js';
import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';

/** Options of setting a value. */
export interface KeySetOptions extends SignalOption {
  /** Set it only if this is the value now. */
  previous?: string | undefined;
}

/**
 * Small values under names with `/` in them, kept by the service for you alone: to hand on between cells, notebooks and
 * jobs. A value is text of up to 15,967 bytes.
 *
 * @example
 * await kv.set('study/best', '1.08')
 * const best = Number(await kv.get('study/best'))
 */
export const kv = {
  /** The value; undefined when there is none. */
  async get(key: string, options: SignalOption = {}): Promise<string | undefined> {
    return (await connectedClient()).keyValues.get(key, options.signal);
  },

  /**
   * Sets a value. False when `previous` was given and is not the value any more: then nothing is changed.
   * @throws {ServiceError} `refused` for an empty value, or a long one
   */
  async set(key: string, value: string | Uint8Array, options: KeySetOptions = {}): Promise<boolean> {
    const { keyValues } = await connectedClient();
    const bytes = new Uint8Array(Buffer.from(value as string));
    const { previous, signal } = options;
    try {
      await keyValues.set(key, bytes, previous, signal);
      return true;
    } catch (error) {
      if (previous === undefined || !(error instanceof ServiceError) || error.code !== 'refused') throw error;
      if ((await keyValues.get(key, signal)) === previous) throw error;
      return false;
    }
  },

  /** The keys that begin with a prefix, or all. */
  async list(prefix = '', options: SignalOption = {}): Promise<string[]> {
    const { keyValues } = await connectedClient();
    return (await keyValues.keys(prefix, options.signal)).map(withoutSlash);
  },

  /** The keys that begin with a prefix, or all, with their values. */
  async entries(prefix = '', options: SignalOption = {}): Promise<Record<string, string>> {
    const { keyValues } = await connectedClient();
    const entries = await keyValues.entries(prefix, options.signal);
    return Object.fromEntries(entries.map(([key, value]) => [withoutSlash(key), value]));
  },

  /** Deletes a value; with `prefix` all whose keys begin so. One that does not exist is no error. */
  async delete(key: string, options: SignalOption & { prefix?: boolean | undefined } = {}): Promise<void> {
    await (await connectedClient()).keyValues.delete(key, options.prefix ?? false, options.signal);
  },
};

/** The service lists keys with a `/` in front, which is no part of what they were set as. */
function withoutSlash(key: string): string {
  return key.replace(/^\//, '');
}
