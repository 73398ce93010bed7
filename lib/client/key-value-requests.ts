import { ServiceError } from '../errors/service-error.js';
import { keysSchema, keyValuesSchema } from './replies.js';
import type { Requests } from './requests.js';

/** `/kv` of PROMINENCE v1. */
export class KeyValueRequests {
  readonly #requests: Requests;

  constructor(requests: Requests) {
    this.#requests = requests;
  }

  /** The value; undefined when there is none. */
  async get(key: string, signal?: AbortSignal): Promise<string | undefined> {
    try {
      return await this.#requests.text({ method: 'get', path: pathOf(key), signal });
    } catch (error) {
      // The one 404 that is an answer.
      if (error instanceof ServiceError && error.status === 404 && /no such key/i.test(error.message)) {
        return undefined;
      }
      throw error;
    }
  }

  /** Sets a value; with `previous` only if that is the value now. */
  async set(
    key: string,
    value: Uint8Array<ArrayBuffer>,
    previous?: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const query = previous === undefined ? undefined : { prev: previous };
    await this.#requests.text({
      method: 'post',
      path: pathOf(key),
      body: value,
      signal,
      ...(query && { query }),
    });
  }

  /** Deletes a key, or all that begin with it; one that does not exist is no error. */
  async delete(key: string, prefix: boolean, signal?: AbortSignal): Promise<void> {
    await this.#requests.text({
      method: 'delete',
      path: pathOf(key),
      signal,
      ...(prefix && { query: { prefix: 'true' } }),
    });
  }

  /** The keys that begin with a prefix, each with a `/` in front. */
  keys(prefix: string, signal?: AbortSignal): Promise<string[]> {
    const query = { list: 'true' };
    return this.#requests.json(keysSchema, { method: 'get', path: pathOf(prefix), query, signal });
  }

  /** The keys that begin with a prefix and their values. */
  async entries(prefix: string, signal?: AbortSignal): Promise<[key: string, value: string][]> {
    const query = { list: 'true', values: 'true' };
    const found = await this.#requests.json(keyValuesSchema, {
      method: 'get',
      path: pathOf(prefix),
      query,
      signal,
    });
    return found.flatMap(each => Object.entries(each));
  }
}

function pathOf(key: string): string {
  const path = key.replace(/^\/+/, '');
  return path === '' ? 'kv' : `kv/${path.split('/').map(encodeURIComponent).join('/')}`;
}
