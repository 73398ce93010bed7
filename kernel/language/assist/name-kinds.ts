/** Semantic tokens of the Language Server Protocol: five numbers a token, the second of which says how far on in its line it begins. */
export interface SemanticTokens {
  readonly data: readonly number[];
}

/** Token types to tell apart, and what they are called among completions. */
const KINDS = {
  namespace: 'module',
  class: 'class',
  enum: 'enum',
  interface: 'interface',
  type: 'interface',
  function: 'function',
  // A module that is one object has its functions as methods.
  method: 'function',
  variable: 'variable',
};

/** Types of tokens that the server is to name; it has an order of its own for them. */
export const TOKEN_TYPES: readonly string[] = Object.keys(KINDS);

/**
 * Names in a text, each with what it stands for. All of its tokens are in one line.
 *
 * @param types the server's names of token types, in its order
 */
export function namedTokens(
  tokens: SemanticTokens | null,
  text: string,
  types: readonly string[],
): [name: string, kind: string][] {
  const data = tokens?.data ?? [];
  const [line = 0] = data;
  const inLine = text.split('\n')[line]!;
  let start = 0;
  return Array.from({ length: data.length / 5 }, (_, index) => {
    const [, ahead = 0, length = 0, type = 0] = data.slice(5 * index, 5 * index + 5);
    start += ahead;
    return [inLine.slice(start, start + length), KINDS[types[type] as keyof typeof KINDS] ?? 'variable'];
  });
}
