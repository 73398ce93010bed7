import type { Origin } from './check/origin.js';
import type { LanguageOptions } from './language.js';

/** A cell as it was when it was committed. */
export interface CommittedCode {
  readonly cell: number;
  readonly code: string;
}

/** What the worker thread is started with. */
export interface WorkerStart {
  /** Private folder for the cells' files. */
  readonly root: string;
  readonly options: LanguageOptions;
  readonly committed: readonly CommittedCode[];
}

/** What unfinished code sees, and where TypeScript's language server finds it. */
export interface View {
  readonly folder: string;
  /** The document in which the server completes. */
  readonly document: string;
  readonly names: readonly NamedOrigin[];
  /** The modules that export the names. */
  readonly modules: readonly string[];
}

/** A name that unfinished code sees, and where it comes from. */
export type NamedOrigin = readonly [name: string, origin: Origin];

/** What a committed cell changed in the view. */
export interface ViewChange {
  /** New names; after a reset, all there are. */
  readonly names: readonly NamedOrigin[];
  /** The modules that export them, all there are. */
  readonly modules: readonly string[];
  readonly files: readonly string[];
  /** Files of the user that cells import, all there are. */
  readonly userFiles: readonly string[];
  readonly isReset: boolean;
}

/** What the host may ask the worker for. */
export type Method = 'prepare' | 'commit' | 'reset' | 'prime' | 'close';

/** A call from the host to the worker. */
export interface Call {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

/** What comes back; `id` 0 says that the worker has started, and brings its {@link View}. Of an error only what survives the way between threads. */
export type Reply =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly failure: string; readonly cause: unknown }
  /** The process that the worker waits for, which has to be ended with it. */
  | { readonly typescript: number };
