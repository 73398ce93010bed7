import { randomUUID } from 'node:crypto';
import { Fields, InvalidMessageError, isJsonObject, type JsonObject } from './fields.js';
import type { Signer } from './signer.js';

/** The version of https://jupyter-client.readthedocs.io/en/stable/messaging.html that is spoken here. */
export const protocolVersion = '5.5';

/** Who sent a message, when, and of which type. */
export interface Header {
  readonly msg_id: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly msg_type: string;
  readonly version: string;
  /** Whose queue a request stands in; the main shell's without one. */
  readonly subshell_id?: string | null;
}

/** A message of the protocol, its parts parsed. */
export interface Message {
  /** Routing prefix of a request, topic of a publication. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** The header of the request that this message answers; empty when there is none. */
  readonly parent: Header | Record<string, never>;
  readonly metadata: JsonObject;
  readonly content: JsonObject;
  readonly buffers: readonly Uint8Array[];
}

/** A message whose signature is not that of this connection's key; it must not be answered. */
export class BadSignatureError extends Error {
  override readonly name = 'BadSignatureError';
  readonly code = 'bad-signature';
}

const delimiter = Buffer.from('<IDS|MSG>');

/** A header for a new message of a session. */
export function newHeader(msg_type: string, session: string): Header {
  return {
    msg_id: randomUUID(),
    session,
    username: 'tunebook',
    date: new Date().toISOString(),
    msg_type,
    version: protocolVersion,
  };
}

/** The frames that carry a message. */
export function encodeMessage(message: Message, signer: Signer): Uint8Array[] {
  const parts = [message.header, message.parent, message.metadata, message.content].map(part =>
    Buffer.from(JSON.stringify(part)),
  );
  return [...message.identities, delimiter, Buffer.from(signer.sign(parts)), ...parts, ...message.buffers];
}

/**
 * Reads a message from its frames.
 *
 * @throws BadSignatureError when it was not signed with the key.
 * @throws InvalidMessageError when frames are missing or are not what the protocol says.
 */
export function decodeMessage(frames: readonly Buffer[], signer: Signer): Message {
  const start = frames.findIndex(frame => frame.equals(delimiter));
  const [signature, header, parent, metadata, content] = frames.slice(start + 1);
  if (start < 0 || !signature || !header || !parent || !metadata || !content) {
    throw new InvalidMessageError('a message needs a delimiter, a signature and four parts');
  }
  if (!signer.verify([header, parent, metadata, content], signature)) {
    throw new BadSignatureError('its signature is wrong, so its sender has another key');
  }
  const parsedParent = parsePart('parent header', parent);
  return {
    identities: frames.slice(0, start),
    header: parseHeader(parsePart('header', header)),
    parent: Object.keys(parsedParent).length === 0 ? {} : parseHeader(parsedParent),
    metadata: parsePart('metadata', metadata),
    content: parsePart('content', content),
    buffers: frames.slice(start + 6),
  };
}

function parsePart(what: string, frame: Buffer): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(frame.toString('utf8'));
  } catch (cause) {
    throw new InvalidMessageError(`${what} is not JSON`, { cause });
  }
  if (!isJsonObject(value)) throw new InvalidMessageError(`${what} must be a JSON object`);
  return value;
}

function parseHeader(value: JsonObject): Header {
  const fields = new Fields('header', value);
  // Null is as good as none.
  fields.string('subshell_id', '');
  return {
    // What else a front end put there goes back to it in the parent header of the answers.
    ...value,
    msg_id: fields.string('msg_id'),
    session: fields.string('session', ''),
    username: fields.string('username', ''),
    date: fields.string('date', ''),
    msg_type: fields.string('msg_type'),
    version: fields.string('version', protocolVersion),
  };
}
