import { parentPort } from 'node:worker_threads';

/** A call of a function that a module exports. */
export interface IsolatedCall {
  /** The module's URL. */
  readonly module: string;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What the function gave, or the name of the error's class and its message. */
export type IsolatedAnswer =
  | { readonly value: unknown }
  | { readonly kind: string; readonly message: string };

// Libraries print what goes wrong in words for their own developers, which would appear as output of the user's cell.
process.stdout.write = () => true;
process.stderr.write = () => true;

parentPort?.on('message', async ({ module, name, args }: IsolatedCall) => {
  parentPort?.postMessage(await answer(module, name, args));
});

async function answer(module: string, name: string, args: readonly unknown[]): Promise<IsolatedAnswer> {
  try {
    const exported = (await import(module)) as Record<string, (...args: readonly unknown[]) => unknown>;
    return { value: await exported[name]!(...args) };
  } catch (error) {
    return error instanceof Error
      ? { kind: error.name, message: error.message }
      : { kind: 'Error', message: String(error) };
  }
}
