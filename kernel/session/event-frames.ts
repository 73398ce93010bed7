import type { SessionEvent } from './events.js';

/**
 * Events of the session process travel on its stdout, between what child processes and native code write there, so
 * that both stay in order. A frame is the session's secret mark, a byte of flags, the length (4 bytes) and a piece of
 * JSON. Frames are small enough that the system writes each in one go, even while a child process writes too.
 */
const largestFrame = 4096;
/** Bytes of a mark. */
export const markLength = 12;
const headerLength = markLength + 5;
const first = 1;
const last = 2;

/** The frames of one event. */
export function encodeEvent(mark: Buffer, event: SessionEvent): Buffer[] {
  const json = Buffer.from(JSON.stringify(event));
  const room = largestFrame - headerLength;
  const frames: Buffer[] = [];
  for (let start = 0; start < json.length; start += room) {
    const piece = json.subarray(start, start + room);
    const header = Buffer.allocUnsafe(headerLength);
    mark.copy(header);
    header[mark.length] = (start === 0 ? first : 0) | (start + room >= json.length ? last : 0);
    header.writeUInt32LE(piece.length, mark.length + 1);
    frames.push(Buffer.concat([header, piece]));
  }
  return frames;
}

/** Takes what an {@link EventReader} finds. */
export interface EventSink {
  event(event: SessionEvent): void;
  /** Bytes that were written beside the events. */
  raw(bytes: Buffer): void;
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
      const end = headerLength + data.readUInt32LE(this.#mark.length + 1);
      if (data.length < end) break;
      this.#take(data[this.#mark.length]!, data.subarray(headerLength, end));
      data = data.subarray(end);
    }
    this.#rest = this.#releaseRaw(data);
  }

  /** Hands over what is left when the stream has ended. */
  end(): void {
    if (this.#rest.length > 0 && this.#rest.indexOf(this.#mark) !== 0) this.#sink.raw(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  #take(flags: number, piece: Buffer): void {
    // An interrupt may have stopped the writer between two frames: a new beginning drops the unfinished event.
    if (flags & first) this.#pieces = [];
    this.#pieces.push(piece);
    if (!(flags & last)) return;
    const json = Buffer.concat(this.#pieces).toString('utf8');
    this.#pieces = [];
    this.#sink.event(JSON.parse(json) as SessionEvent);
  }

  /** Hands over the bytes that can't belong to a frame and returns the others. */
  #releaseRaw(data: Buffer): Buffer {
    if (data.indexOf(this.#mark) === 0) return Buffer.from(data);
    let kept = Math.min(data.length, this.#mark.length - 1);
    while (kept > 0 && !data.subarray(data.length - kept).equals(this.#mark.subarray(0, kept))) kept--;
    if (data.length > kept) this.#sink.raw(data.subarray(0, data.length - kept));
    return Buffer.from(data.subarray(data.length - kept));
  }
}
