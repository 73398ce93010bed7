import type { EmitSettings } from './emit-settings.js';

/** What the kernel needs of a language. Knows no Jupyter: the session turns these into messages. */
export interface Language {
  /**
   * Checks a cell and makes it runnable. Does not change what later cells see: {@link Language.commit} does, when
   * the cell is about to run. A cell with errors has no `program`.
   */
  prepare(code: string, cell: number, asking?: Asking): Promise<Prepared>;
  /** The cell's declarations become visible to later cells; call it once, when the cell starts to run. */
  commit(cell: number): Promise<void>;
  /**
   * What could stand at a UTF-16 offset of code that is being written. Neither a running cell nor a check delays it.
   *
   * @throws the signal's reason when it is aborted
   */
  complete(code: string, cursor: number, asking?: Asking): Promise<Completion>;
  /**
   * Signature and documentation of the name at a UTF-16 offset or, if there is none, of the call around it; undefined when
   * there is nothing to say.
   *
   * @throws the signal's reason when it is aborted
   */
  inspect(code: string, cursor: number, options?: InspectOptions): Promise<Inspection | undefined>;
  isComplete(code: string): Promise<Completeness>;
  /** Forgets every committed cell, as when the session process starts anew; what was loaded stays warm. */
  reset(): Promise<void>;
  /** Stops the native processes and removes the private folder. Idempotent. */
  dispose(): Promise<void>;
}

/** How to start a language. */
export interface LanguageOptions {
  /** Packages, `./x.ts` and JSON resolve from here. */
  readonly folder: string;
  /** Absolute path of the `.d.ts` whose exports every cell sees without an import. */
  readonly preloadTypes?: string | undefined;
  /** Absolute path of a `.d.ts` that declares globals, beside those of Node. */
  readonly globalTypes?: string | undefined;
  /** Modules that cells import by a name, by their JavaScript files, which have declarations beside them. @default none */
  readonly modules?: Readonly<Record<string, string>> | undefined;
  /**
   * Compiler options, as in a tsconfig.json, that replace those of the kernel. A `tsconfig.json` in the folder goes before them.
   * @default none: cells are checked strictly
   */
  readonly compilerOptions?: Readonly<Record<string, unknown>> | undefined;
  /**
   * How many of the latest cells are files of their own for TypeScript; older ones share files.
   * @default 128
   */
  readonly cellsInFiles?: number | undefined;
}

/** A cell that was checked. */
export interface Prepared {
  readonly diagnostics: readonly Diagnostic[];
  readonly program?: Program;
}

/** Something to say of a cell before it runs. */
export interface Diagnostic {
  readonly severity: 'error' | 'warning';
  /** TypeScript's number, as in TS2304. */
  readonly code: number;
  readonly message: string;
  /** UTF-16 offsets in the cell. */
  readonly start: number;
  readonly end: number;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** The file of the user that it is about, and that the offsets count in; absent for the cell itself. */
  readonly file?: DiagnosedFile;
}

/** A file of the user in which something was found. */
export interface DiagnosedFile {
  /** Its path from the notebook's folder. */
  readonly name: string;
  readonly text: string;
}

/** A checked cell as JavaScript, for the evaluator in the session process. Plain data: it crosses processes. */
export interface Program {
  readonly cell: number;
  /** The body of a function that the evaluator wraps; assigns to the bindings in `declares`. */
  readonly code: string;
  /** A source map (v3 JSON) from `code` to the cell's text; absent where positions are the same. */
  readonly map?: string;
  /** Run-time names that the cell binds at its top level. */
  readonly declares: readonly string[];
  /** Names of the preload that the cell uses, so that the preload is loaded before the cell runs. */
  readonly preloadNames: readonly string[];
  /** True if the body awaits (top-level await or imports). */
  readonly async: boolean;
  /** How modules of the notebook's folder are made runnable, where a tsconfig.json says more than usual. */
  readonly settings?: EmitSettings;
}

/** How to ask about code that is being written. */
export interface Asking {
  /** Ends what is no longer wanted. */
  readonly signal?: AbortSignal | undefined;
}

/** What to tell of a name. */
export interface InspectOptions extends Asking {
  /** True to unfold types, and to show the source of what an earlier cell declared. @default false */
  readonly isDetailed?: boolean | undefined;
}

/** What could stand at the cursor. */
export interface Completion {
  readonly matches: readonly CompletionMatch[];
  /** UTF-16 offsets of the text that a match replaces. */
  readonly start: number;
  readonly end: number;
}

/** One of the texts that could stand at the cursor. */
export interface CompletionMatch {
  readonly text: string;
  /** As in the language server protocol, lower case: function, class, keyword, property … */
  readonly kind: string;
  readonly detail?: string;
}

/** Signature and documentation of a name, in two forms. */
export interface Inspection {
  readonly markdown: string;
  readonly plain: string;
}

/** Whether code can be run as it is; `indent` is what the next line begins with. */
export type Completeness =
  | { readonly status: 'complete' | 'invalid' | 'unknown' }
  | { readonly status: 'incomplete'; readonly indent: string };
