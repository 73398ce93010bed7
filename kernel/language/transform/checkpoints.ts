import type MagicString from 'magic-string';
import { CHECKPOINT } from './runtime-names.js';
import { child, children, field, isFunction, list, type Node } from './syntax.js';

// Code may be turned into text and run where there are no checkpoints: in a worker, or in the page of a browser.
const isThere = `typeof ${CHECKPOINT}=="function"`;
const awaited = `(${isThere}?${CHECKPOINT}:v=>v)(await`;
const statement = `${isThere}&&${CHECKPOINT}();`;
const cleansUp = (change: 1 | -1) => `${isThere}&&${CHECKPOINT}.cleansUp?.(${change});`;

/** What cells' code passes where it goes on after it has waited: gets the awaited value and returns it, or throws to end the code. */
export interface Checkpoint {
  <T>(value: T): T;
  /** Told when code that cleans up begins (1) and ends (-1): what it calls is to come to its end. */
  cleansUp?(change: 1 | -1): void;
}

/**
 * Makes code pass a checkpoint wherever it goes on after it has waited, so that it can be ended there: each `await` hands its
 * value through, each turn of `for await` begins with one, and what comes after that loop. So does each `catch` of what was awaited: code must not take its
 * own end for an error to recover from. A `finally` that waits cleans up, and is left to, with all that it calls.
 *
 * @param text the code of `body`, as yet without other edits at its awaits
 */
export function addCheckpoints(text: MagicString, body: readonly Node[]): void {
  for (const node of body) visit(text, node, false);
  passAfterLoops(text, body);
}

/** @returns true if the node awaits as part of the function that it stands in */
function visit(text: MagicString, node: Node, isCleanup: boolean): boolean {
  if (isFunction(node)) {
    for (const next of children(node)) visit(text, next, false);
    return false;
  }
  if (node.type === 'TryStatement') return visitTry(text, node, isCleanup);
  const inner = children(node).map(next => visit(text, next, isCleanup));
  if (!isCleanup && /^(BlockStatement|StaticBlock)$/.test(node.type))
    passAfterLoops(text, list(node, 'body'));
  const waits =
    node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && field(node, 'await') === true);
  if (waits && !isCleanup) mark(text, node);
  return waits || inner.includes(true);
}

function visitTry(text: MagicString, node: Node, isCleanup: boolean): boolean {
  const handler = child(node, 'handler');
  const finalizer = child(node, 'finalizer');
  const blockWaits = visit(text, child(node, 'block')!, isCleanup);
  const handlerWaits = handler !== undefined && visit(text, handler, isCleanup);
  const finalizerWaits = finalizer !== undefined && visit(text, finalizer, true);
  if (handler && blockWaits && !isCleanup) begin(text, child(handler, 'body')!);
  if (finalizer && finalizerWaits && !isCleanup) {
    text.appendLeft(finalizer.start + 1, `${cleansUp(1)}try{`);
    text.appendRight(finalizer.end - 1, `}finally{${cleansUp(-1)}}`);
  }
  return blockWaits || handlerWaits || finalizerWaits;
}

function mark(text: MagicString, node: Node): void {
  if (node.type === 'ForOfStatement') {
    begin(text, child(node, 'body')!);
    return;
  }
  // In place of the keyword, so that errors point there.
  text.update(node.start, node.start + 'await'.length, awaited);
  text.appendLeft(node.end, ')');
}

/** An iterator may end without a turn, so that nothing in the loop is reached. */
function passAfterLoops(text: MagicString, statements: readonly Node[]): void {
  for (const one of statements) {
    const loop = one.type === 'LabeledStatement' ? child(one, 'body')! : one;
    if (loop.type === 'ForOfStatement' && field(loop, 'await')) text.appendLeft(one.end, statement);
  }
}

function begin(text: MagicString, body: Node): void {
  if (body.type === 'BlockStatement') {
    text.appendLeft(body.start + 1, statement);
    return;
  }
  text.appendRight(body.start, `{${statement}`);
  text.appendLeft(body.end, '}');
}
