/** Bytes that begin a file; a stream begins with its first message. */
const magic = 'ARROW1';

/** Kinds of messages (https://github.com/apache/arrow/blob/main/format/Message.fbs). */
const [schemaMessage, dictionaryMessage, batchMessage] = [1, 2, 3];

/**
 * Checks that the headers of an Arrow file or stream hold as many fields, buffers and blocks as they promise: the library takes
 * their word for it, and memory for each.
 *
 * @throws Error for one that does not
 */
export function checkHeaders(bytes: Uint8Array): void {
  const end = bytes.length;
  const { view } = new Header(bytes);
  if (Buffer.from(bytes.subarray(0, magic.length)).toString('latin1') !== magic) {
    for (let at = 0; at < end; ) at = checkMessage(bytes, view, at);
    return;
  }
  const size = view.getInt32(end - magic.length - 4, true);
  const footer = new Header(bytes.subarray(end - magic.length - 4 - size, end - magic.length - 4));
  const root = footer.root();
  checkSchema(footer, footer.table(root, 6));
  for (const slot of [8, 10]) {
    for (const block of footer.items(root, slot, 24))
      checkMessage(bytes, view, Number(footer.view.getBigInt64(block, true)));
  }
}

/** @returns where the next message begins */
function checkMessage(bytes: Uint8Array, view: DataView, start: number): number {
  const left = (at: number) => at + 4 <= bytes.length;
  // Since version 0.15 four bytes of ones come first.
  const at = left(start) && view.getInt32(start, true) === -1 ? start + 4 : start;
  const size = left(at) ? view.getInt32(at, true) : 0;
  if (size === 0) return bytes.length;
  if (size < 0 || at + 4 + size > bytes.length) throw new Error('a header is cut short');
  const header = new Header(bytes.subarray(at + 4, at + 4 + size));
  const message = header.root();
  const kindAt = header.slot(message, 6);
  const kind = kindAt && header.view.getUint8(kindAt);
  const contents = header.table(message, 8);
  if (kind === schemaMessage) checkSchema(header, contents);
  if (kind === dictionaryMessage) checkBatch(header, contents && header.table(contents, 6));
  if (kind === batchMessage) checkBatch(header, contents);
  const bodyAt = header.slot(message, 10);
  const body = bodyAt ? Number(header.view.getBigInt64(bodyAt, true)) : 0;
  return at + 4 + size + Math.max(0, body);
}

function checkSchema(header: Header, schema: number): void {
  if (schema === 0) return;
  checkFields(header, schema, 6);
  header.items(schema, 8, 4);
}

function checkFields(header: Header, table: number, slot: number): void {
  for (const item of header.items(table, slot, 4)) {
    const field = header.target(item);
    header.items(field, 16, 4);
    checkFields(header, field, 14);
  }
}

/** The nodes, the buffers, and how many of these the views of a column have. */
function checkBatch(header: Header, batch: number): void {
  if (batch === 0) return;
  header.items(batch, 6, 16);
  header.items(batch, 8, 16);
  const counts = header.items(batch, 12, 8).map(at => Number(header.view.getBigInt64(at, true)));
  header.spend(counts.reduce((sum, count) => sum + Math.max(0, count), 0));
}

/** A FlatBuffers message (https://flatbuffers.dev/internals/): tables point to others, which damaged ones reach many times. */
class Header {
  readonly view: DataView;
  #left: number;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#left = bytes.byteLength;
  }

  root(): number {
    return this.target(0);
  }

  target(at: number): number {
    return at + this.view.getInt32(at, true);
  }

  /** Where a field of a table is; 0 where the table has none. */
  slot(table: number, slot: number): number {
    const fields = table - this.view.getInt32(table, true);
    const offset = slot < this.view.getUint16(fields, true) ? this.view.getUint16(fields + slot, true) : 0;
    return offset && table + offset;
  }

  /** Where the table is that a field points to; 0 where there is none. */
  table(table: number, slot: number): number {
    const at = this.slot(table, slot);
    return at && this.target(at);
  }

  /** Where the items of a list are. */
  items(table: number, slot: number, size: number): number[] {
    const at = this.table(table, slot);
    if (at === 0) return [];
    const count = Math.max(0, this.view.getInt32(at, true));
    this.spend(count);
    if (at + 4 + count * size > this.view.byteLength) this.spend(Number.POSITIVE_INFINITY);
    return Array.from({ length: count }, (_, i) => at + 4 + i * size);
  }

  /** Items are counted each time that they are met. */
  spend(items: number): void {
    this.#left -= items;
    if (this.#left < 0) throw new Error('a header promises more than it holds');
  }
}
