import { randomUUID } from 'node:crypto';

/** Sixteen digits that are no fraction: a number may be among them that a double does not keep. */
const manyDigits = /(?<![.\d])\d{16,}(?![\d.eE])/;
/** A text or a number. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/gs;

/**
 * JSON.parse, but that whole numbers beyond 2^53 are BigInt.
 *
 * @throws SyntaxError
 */
export function parseExactJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!manyDigits.test(text)) return value;
  const mark = randomUUID();
  const marked = text.replace(token, part =>
    /^-?\d{16,}$/.test(part) && !Number.isSafeInteger(Number(part)) ? `"${mark}${part}"` : part,
  );
  return JSON.parse(marked, (_, each) =>
    typeof each === 'string' && each.startsWith(mark) ? BigInt(each.slice(mark.length)) : each,
  );
}
