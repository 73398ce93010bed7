import { inspect, types } from 'node:util';
import { codeFrame } from './code-frame.js';
import { errorDetails } from './error-details.js';
import { type CellStacks, cellPositionIn, isOfInterest } from './stack.js';

/** An error as Jupyter shows it. */
export interface ErrorDescription {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: string[];
}

const MAX_LENGTH = 8_000;
const MAX_LINES = 200;
const MAX_DEPTH = 5;
const MAX_ERRORS = 10;

/** Describes whatever was thrown. Reads errors with care: their fields may be getters that throw. */
export function describeError(error: unknown, stacks: CellStacks): ErrorDescription {
  if (!isError(error)) {
    const value = cut(show(error));
    const hint = 'Only errors know where they were thrown: throw new Error(...) to see the place.';
    return { ename: 'Thrown', evalue: value, traceback: [`\u001b[31mThrown\u001b[0m: ${value}`, hint] };
  }
  const { name, message } = titleOf(error);
  const lines = unfold(error, stacks, new Set(), 0);
  const shown = lines.slice(0, MAX_LINES);
  if (lines.length > shown.length) shown.push(`… ${lines.length - shown.length} more lines`);
  return { ename: name, evalue: message, traceback: shown };
}

/**
 * The error, its place in a cell, its stack; then its causes and the errors it gathers, each a step further in.
 *
 * @param said the message of the error that this one caused: it is not said again
 */
function unfold(
  error: unknown,
  stacks: CellStacks,
  seen: Set<unknown>,
  depth: number,
  said?: string,
): string[] {
  if (!isError(error)) return [cut(show(error))];
  if (seen.has(error)) return ['(the same error again)'];
  seen.add(error);
  const { name, message } = titleOf(error);
  const stack = framesOf(error);
  const place = cellPositionIn(stack.join('\n'));
  const text = place && stacks.textOf(place.cell);
  const lines = [
    `\u001b[31m${name}\u001b[0m${message && message !== said ? `: ${message}` : ''}`,
    ...(place && text !== undefined ? codeFrame(text, place, 1) : []),
    ...folded(stack),
    ...errorDetails(error),
  ];
  const inner = (value: unknown) =>
    unfold(value, stacks, seen, depth + 1, message).flatMap(line =>
      line.split('\n').map(part => `  ${part}`),
    );
  const cause = read(error, 'cause');
  const errors = read(error, 'errors');
  const hasErrors = Array.isArray(errors) && !types.isProxy(errors);
  if (depth >= MAX_DEPTH)
    return cause === undefined && !hasErrors ? lines : [...lines, '… and what caused it'];
  if (cause !== undefined) lines.push('Caused by:', ...inner(cause));
  if (hasErrors) {
    for (const [index, one] of errors.slice(0, MAX_ERRORS).entries())
      lines.push(`Error ${index + 1} of ${errors.length}:`, ...inner(one));
    if (errors.length > MAX_ERRORS) lines.push(`… and ${errors.length - MAX_ERRORS} more`);
  }
  return lines;
}

function isError(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return (
    types.isNativeError(value) ||
    (typeof read(value, 'message') === 'string' && typeof read(value, 'stack') === 'string')
  );
}

function titleOf(error: object): { name: string; message: string } {
  const name = read(error, 'name');
  const message = read(error, 'message');
  return {
    name: typeof name === 'string' && name !== '' && name !== 'Error' ? cut(name, 200) : classOf(error),
    message: typeof message === 'string' ? cut(message) : '',
  };
}

/** A class that extends Error has its name, unless it says otherwise. */
function classOf(error: object): string {
  const made = read(error, 'constructor');
  const name = typeof made === 'function' ? Object.getOwnPropertyDescriptor(made, 'name')?.value : undefined;
  return typeof name === 'string' && name !== '' && name !== 'Object' ? cut(name, 200) : 'Error';
}

/** Frames that repeat, as those of a recursion do, once. */
function folded(frames: readonly string[]): string[] {
  const lines: string[] = [];
  for (let at = 0; at < frames.length; ) {
    const frame = frames[at]!;
    let next = at + 1;
    while (frames[next] === frame) next++;
    lines.push(
      frame,
      ...(next - at > 2 ? [`      (${next - at - 1} times more)`] : frames.slice(at + 1, next)),
    );
    at = next;
  }
  return lines;
}

/** The stack's frames, without the title that comes before them. */
function framesOf(error: object): string[] {
  const stack = read(error, 'stack');
  if (typeof stack !== 'string') return [];
  const lines = cut(stack, 4 * MAX_LENGTH).split('\n');
  const first = lines.findIndex(line => /^\s+at /.test(line));
  // An error from another thread brings a stack that was written there.
  return first === -1 ? [] : lines.slice(first).filter(isOfInterest);
}

function read(from: object, key: string): unknown {
  try {
    return (from as Record<string, unknown>)[key];
  } catch {
    return undefined;
  }
}

function show(value: unknown): string {
  try {
    return inspect(value, { depth: 2, maxStringLength: 1_000, showProxy: true, customInspect: false });
  } catch {
    return `a value of type ${typeof value} that cannot be shown`;
  }
}

function cut(text: string, length = MAX_LENGTH): string {
  return text.length > length ? `${text.slice(0, length)}… (${text.length - length} more characters)` : text;
}
