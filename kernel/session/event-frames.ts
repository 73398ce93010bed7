import { Buffer } from 'node:buffer';
import type { SessionEvent } from './events.js';

/**
 * Events of the session process travel on its stdout, between what child processes and native code write there, so
 * that both stay in order. A frame is the session's secret mark, a byte that tells its kind, the length (4 bytes) and
 * the payload: a piece of an event's JSON, or the number of a cell (4 bytes) and text that it printed. Frames are small
 * enough that the system writes each in one go, even while a child process writes too.
 */
export const largestFrame = 4096;
/** Bytes of a mark. */
export const markLength = 12;
/** Bytes before the payload. */
export const headerLength = markLength + 5;
/** Bytes before the text of a frame that holds text. */
export const textStart = headerLength + 4;

/** Kinds of frames that hold text; those below are pieces of JSON, and tell whether they are the first and the last one. */
export const textKinds = { stdout: 4, stderr: 5 } as const;
const first = 1;
const last = 2;

/** Writes a frame's header. */
export function writeHeader(frame: Buffer, mark: Buffer, kind: number, length: number): void {
  frame.set(mark);
  frame[markLength] = kind;
  frame.writeUInt32LE(length, markLength + 1);
}

/** The frames of one event, from its JSON. */
export function encodeJson(mark: Buffer, json: Buffer): Buffer[] {
  const room = largestFrame - headerLength;
  const frames: Buffer[] = [];
  for (let start = 0, count = 0; start < json.length; start += room, count++) {
    const length = Math.min(room, json.length - start);
    const frame = Buffer.allocUnsafe(headerLength + length);
    writeHeader(frame, mark, (start === 0 ? first : 0) | (start + room >= json.length ? last : 0), length);
    json.copy(frame, headerLength, start, start + length);
    frames[count] = frame;
  }
  return frames;
}

/** Takes what an {@link EventReader} finds. */
export interface EventSink {
  event(event: SessionEvent): void;
  /** Bytes that were written beside the events. */
  raw(bytes: Buffer): void;
  /** A frame that holds no event: code of a cell got between the writer and its work. */
  broken(): void;
}

/** Splits what arrives from the session's stdout into events and other bytes. */
export class EventReader {
  readonly #mark: Buffer;
  readonly #sink: EventSink;
  #rest: Buffer = Buffer.alloc(0);
  #pieces: Buffer[] = [];

  constructor(mark: Buffer, sink: EventSink) {
    this.#mark = mark;
    this.#sink = sink;
  }

  /** Takes the next bytes; frames may be split anywhere. */
  push(chunk: Buffer): void {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    for (;;) {
      const start = data.indexOf(this.#mark);
      if (start < 0) break;
      if (start > 0) this.#sink.raw(data.subarray(0, start));
      data = data.subarray(start);
      if (data.length < headerLength) break;
      const end = headerLength + data.readUInt32LE(markLength + 1);
      if (end > largestFrame) {
        data = data.subarray(markLength);
        this.#sink.broken();
        continue;
      }
      if (data.length < end) break;
      this.#take(data[markLength]!, data.subarray(headerLength, end));
      data = data.subarray(end);
    }
    this.#rest = this.#releaseRaw(data);
  }

  /** Hands over what is left when the stream has ended. */
  end(): void {
    if (this.#rest.length > 0 && this.#rest.indexOf(this.#mark) !== 0) this.#sink.raw(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  #take(kind: number, payload: Buffer): void {
    if (kind === textKinds.stdout || kind === textKinds.stderr) {
      const name = kind === textKinds.stdout ? 'stdout' : 'stderr';
      this.#sink.event({
        type: 'stream',
        cell: payload.readUInt32LE(0),
        name,
        text: payload.toString('utf8', 4),
      });
      return;
    }
    // An interrupt may have stopped the writer between two frames: a new beginning drops the unfinished event.
    if (kind & first) this.#pieces = [];
    this.#pieces.push(payload);
    if (!(kind & last)) return;
    const json = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    const event = parse(json);
    if (event) this.#sink.event(event);
    else this.#sink.broken();
  }

  /** Hands over the bytes that can't belong to a frame and returns the others. */
  #releaseRaw(data: Buffer): Buffer {
    if (data.indexOf(this.#mark) === 0) return Buffer.from(data);
    let kept = Math.min(data.length, markLength - 1);
    while (kept > 0 && !data.subarray(data.length - kept).equals(this.#mark.subarray(0, kept))) kept--;
    if (data.length > kept) this.#sink.raw(data.subarray(0, data.length - kept));
    return Buffer.from(data.subarray(data.length - kept));
  }
}

/** The session writes only events, unless cells have changed what it is made of (`Object.prototype.toJSON`). */
function parse(json: string): SessionEvent | undefined {
  try {
    const event = JSON.parse(json) as SessionEvent;
    return typeof event.type === 'string' && typeof event.cell === 'number' ? event : undefined;
  } catch {
    return undefined;
  }
}
