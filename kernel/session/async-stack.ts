/**
 * Node keeps a stack of asynchronous contexts that code leaves by `finally`, which does not run when code is stopped from
 * outside. Where AsyncLocalStorage is made of async hooks (before Node 24), Node finds that stack not empty and aborts.
 * So it is told not to look while code is stopped, and the stack is emptied afterwards.
 */
export interface AsyncStack {
  /** To be called in the middle of the code that is about to be stopped. */
  suspend(): void;
  /** To be called by the first code that runs after that. */
  restore(): void;
}

/** Where the interrupting thread finds the stack of this one. */
export const asyncStackKey = 'tunebook.asyncStack';

/** What `process.binding('async_wrap')` has, in Node 20 and 22; there is no public name for it. */
interface AsyncWrap {
  clearAsyncIdStack(): void;
  readonly async_hook_fields: Uint32Array;
  readonly constants: { readonly kTotals: number; readonly kCheck: number };
}

/** Registers the stack of this thread under {@link asyncStackKey}. */
export function registerAsyncStack(): AsyncStack {
  const stack = Number(process.versions.node.split('.')[0]) < 24 ? hookedStack(asyncWrap()) : unhookedStack;
  Object.defineProperty(globalThis, Symbol.for(asyncStackKey), { value: stack });
  return stack;
}

const unhookedStack: AsyncStack = { suspend: () => {}, restore: () => {} };

function hookedStack({ clearAsyncIdStack, async_hook_fields: fields, constants }: AsyncWrap): AsyncStack {
  const { kTotals, kCheck } = constants;
  let saved: readonly [totals: number, check: number] | undefined;
  return {
    suspend: () => {
      saved ??= [fields[kTotals]!, fields[kCheck]!];
      fields[kTotals] = 0;
      fields[kCheck] = 0;
    },
    restore: () => {
      if (!saved) return;
      clearAsyncIdStack();
      [fields[kTotals], fields[kCheck]] = saved;
      saved = undefined;
    },
  };
}

function asyncWrap(): AsyncWrap {
  const { noDeprecation } = process;
  // The user can do nothing about the warning.
  process.noDeprecation = true;
  const wrap = (process as unknown as { binding(name: string): AsyncWrap }).binding('async_wrap');
  process.noDeprecation = noDeprecation ?? false;
  return wrap;
}
