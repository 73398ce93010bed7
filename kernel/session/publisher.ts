import type { JsonObject } from '../wire/fields.js';
import { type Header, type Message, newHeader } from '../wire/message.js';

/** The header of the request that caused a message; empty when none did. */
export type Parent = Header | Record<string, never>;
type StreamName = 'stdout' | 'stderr';

/** Stream text is published at most this often, in milliseconds: front ends choke on a message for each line. */
const streamInterval = 20;
/** Text beyond this is published at once, in UTF-16 units. */
const longestStream = 64 * 1024;

/** What a publication has beside its content. */
export interface PublishOptions {
  /** What subscribers may filter by. @default the names of the kernel and of the type */
  readonly topic?: string;
  /** @default {} */
  readonly metadata?: JsonObject;
  /** @default none */
  readonly buffers?: readonly Uint8Array[];
}

/** Publishes to all front ends, in the order of the calls; text of one stream is gathered for a moment. */
export class Publisher {
  readonly #session: string;
  readonly #send: (message: Message) => void;
  #gathered:
    | { readonly parent: Parent; readonly name: StreamName; texts: string[]; length: number }
    | undefined;
  #timer: NodeJS.Timeout | undefined;
  #streamedAt = 0;

  /** @param session identifies this kernel in the headers */
  constructor(session: string, send: (message: Message) => void) {
    this.#session = session;
    this.#send = send;
  }

  /** Publishes a message, after the text that was streamed before it. */
  publish(type: string, content: JsonObject, parent: Parent, options: PublishOptions = {}): void {
    this.flush();
    const { topic = `kernel.${this.#session}.${type}`, metadata = {}, buffers = [] } = options;
    this.#send({
      identities: [Buffer.from(topic)],
      header: newHeader(type, this.#session),
      parent,
      metadata,
      content,
      buffers,
    });
  }

  /** Publishes text, soon: with what follows at once in the same stream. */
  stream(name: StreamName, text: string, parent: Parent): void {
    if (this.#gathered?.parent !== parent || this.#gathered.name !== name) {
      this.flush();
      this.#gathered = { parent, name, texts: [], length: 0 };
    }
    this.#gathered.texts.push(text);
    this.#gathered.length += text.length;
    const wait = this.#streamedAt + streamInterval - performance.now();
    if (this.#gathered.length >= longestStream) this.flush();
    // The rest of a burst arrives with the same turn of the event loop.
    else this.#timer ??= setTimeout(() => this.flush(), Math.max(wait, 0));
  }

  /** Publishes the text that is being gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const gathered = this.#gathered;
    if (!gathered) return;
    this.#gathered = undefined;
    this.#streamedAt = performance.now();
    this.publish('stream', { name: gathered.name, text: gathered.texts.join('') }, gathered.parent);
  }
}
