import type { Language } from '../language/language.js';
import { Fields, type JsonObject } from '../wire/fields.js';
import type { Header } from '../wire/message.js';
import { codePointsBefore, parseCursor } from '../wire/requests.js';

/** How long a front end waits for an answer before it gets none, in milliseconds. */
const patience = 4000;

/**
 * Answers requests about code that is being written. A front end that asks again before it has an answer has typed on: the older
 * request is answered at once, with nothing, and the newer one does not wait for it.
 */
export class CodeRequests {
  readonly #language: Promise<Language>;
  /** What is being answered, by front end and type of request. */
  readonly #asked = new Map<string, AbortController>();

  constructor(language: Promise<Language>) {
    this.#language = language;
  }

  /** complete_request: positions are converted to the code points that the wire counts. */
  async complete(content: JsonObject, header: Header): Promise<JsonObject> {
    const { code, cursor } = parseCursor('complete_request', content);
    const { matches, start, end } = (await this.#newest(header, async signal =>
      (await this.#language).complete(code, cursor, { signal }),
    )) ?? { matches: [], start: cursor, end: cursor };
    const cursor_start = codePointsBefore(code, start);
    const cursor_end = codePointsBefore(code, end);
    return {
      status: 'ok',
      matches: matches.map(match => match.text),
      cursor_start,
      cursor_end,
      // JupyterLab's name for the kinds that it shows as icons.
      metadata: {
        _jupyter_types_experimental: matches.map(({ text, kind }) => ({
          text,
          type: kind,
          start: cursor_start,
          end: cursor_end,
        })),
      },
    };
  }

  /** inspect_request; detail level 1 unfolds types and shows the source of what a cell declared. */
  async inspect(content: JsonObject, header: Header): Promise<JsonObject> {
    const { code, cursor } = parseCursor('inspect_request', content);
    const isDetailed = new Fields('inspect_request', content).integer('detail_level', 0) > 0;
    const inspection = await this.#newest(header, async signal =>
      (await this.#language).inspect(code, cursor, { isDetailed, signal }),
    );
    if (!inspection) return { status: 'ok', found: false, data: {}, metadata: {} };
    const data = { 'text/plain': inspection.plain, 'text/markdown': inspection.markdown };
    return { status: 'ok', found: true, data, metadata: {} };
  }

  /** is_complete_request. */
  async isComplete(content: JsonObject): Promise<JsonObject> {
    const code = new Fields('is_complete_request', content).string('code');
    return { ...(await (await this.#language).isComplete(code)) };
  }

  /** Undefined when the front end has asked again meanwhile, or there is no answer in time. */
  async #newest<T>(
    { session, msg_type }: Header,
    ask: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    const key = `${msg_type} ${session}`;
    this.#asked.get(key)?.abort();
    const controller = new AbortController();
    this.#asked.set(key, controller);
    const timer = setTimeout(() => controller.abort(), patience);
    try {
      // What is asked may not hear of it.
      return await Promise.race([ask(controller.signal), aborted(controller.signal)]);
    } catch (error) {
      if (controller.signal.aborted) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
      if (this.#asked.get(key) === controller) this.#asked.delete(key);
    }
  }
}

function aborted(signal: AbortSignal): Promise<undefined> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve(undefined)));
}
