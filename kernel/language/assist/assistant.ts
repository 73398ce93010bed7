import { statSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { NamedOrigin, View, ViewChange } from '../calls.js';
import type { Origin } from '../check/origin.js';
import { UserFiles } from '../check/user-files.js';
import { LanguageError } from '../errors.js';
import type { Asking, Completion, Inspection, InspectOptions } from '../language.js';
import { type CellSource, type DefinitionLink, sourceIn } from './cell-source.js';
import { type CompletionItem, completionOf, isMemberAt, wordBefore } from './completion.js';
import { documentOf, namingDocument } from './document.js';
import {
  type Hover,
  identifierAt,
  inspectionOf,
  inspectionOfCall,
  type SignatureHelp,
} from './inspection.js';
import { namedTokens, type SemanticTokens, TOKEN_TYPES } from './name-kinds.js';
import { LanguageServerProcess } from './server-process.js';

/** `FileChangeType` of the Language Server Protocol; it serves for new files as well. */
const CHANGED = 2;
/** How long no cell must have come before the server is started or brought up to date unasked, in milliseconds. */
const QUIET = 300;

/**
 * Completes and explains code that is being written, with TypeScript's language server.
 *
 * #### Notes
 * The server, and not the API that checks cells, because it alone completes names, paths and strings and knows the signature of an
 * unfinished call. It is a process of its own, asked without waiting from the thread of the protocol: neither a cell nor the
 * check of one keeps it from answering.
 */
export class Assistant {
  readonly #folder: string;
  readonly #document: string;
  /** Names of the session, where they come from, and what each stands for once TypeScript has told. */
  readonly #names = new Map<string, { readonly origin: Origin; kind?: string }>();
  #modules: readonly string[];
  readonly #changed = new Set<string>();
  readonly #userFiles: UserFiles;
  #server: Promise<LanguageServerProcess> | undefined;
  #packages: number | undefined;
  #tokenTypes: readonly string[] = [];
  #version = 0;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor({ folder, document, names, modules }: View) {
    this.#folder = folder;
    this.#userFiles = new UserFiles(folder);
    this.#document = pathToFileURL(document).href;
    this.#modules = modules;
    this.#add(names);
  }

  /** Takes note of what a cell changed; TypeScript reads it when nothing else is to be done, or when it is asked. */
  see({ names, modules, files, userFiles, isReset }: ViewChange): void {
    this.#userFiles.add(userFiles);
    if (isReset) this.#names.clear();
    this.#add(names);
    this.#modules = modules;
    for (const file of files) this.#changed.add(file);
    clearTimeout(this.#timer);
    if (this.#server && !this.#changed.size) return;
    // Cells that come one after the other are not to share the processor with it.
    this.#timer = setTimeout(() => this.#learn().catch(() => {}), QUIET);
    this.#timer.unref();
  }

  /** Completions at a UTF-16 offset of the code. */
  async complete(code: string, cursor: number, { signal }: Asking = {}): Promise<Completion> {
    const word = isMemberAt(code, cursor) ? undefined : wordBefore(code, cursor);
    const isNew = word !== undefined && this.#unknown.length > 0;
    const learnt = isNew ? this.#learn().catch(() => {}) : undefined;
    const result = await this.#ask('textDocument/completion', code, cursor, { word, signal });
    await learnt;
    const items = Array.isArray(result) ? result : ((result as { items?: unknown } | null)?.items ?? []);
    return completionOf(items as CompletionItem[], code, cursor, name => this.#names.get(name)?.kind);
  }

  /** What is known of the name at a UTF-16 offset, or of the call around it; undefined when there is neither. */
  async inspect(
    code: string,
    cursor: number,
    { isDetailed = false, signal }: InspectOptions = {},
  ): Promise<Inspection | undefined> {
    const at = identifierAt(code, cursor);
    if (at !== undefined) {
      const verbosityLevel = isDetailed ? 1 : 0;
      const hover = await this.#ask('textDocument/hover', code, at, { verbosityLevel, signal });
      const source = isDetailed ? await this.#sourceOf(code, at, signal) : undefined;
      const found = inspectionOf(hover as Hover | null, source);
      if (found) return found;
    }
    const help = await this.#ask('textDocument/signatureHelp', code, cursor, { signal });
    return inspectionOfCall(help as SignatureHelp | null);
  }

  /** Ends the server, if it runs. Idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#stop();
  }

  /** Where an earlier cell declared the name at an offset. */
  async #sourceOf(
    code: string,
    at: number,
    signal: AbortSignal | undefined,
  ): Promise<CellSource | undefined> {
    const links = await this.#ask('textDocument/definition', code, at, { signal });
    return sourceIn(links as DefinitionLink[] | null);
  }

  /** Lets TypeScript read what is new, and asks what the new names stand for. */
  async #learn(): Promise<void> {
    const unknown = this.#unknown;
    const text = namingDocument(unknown, this.#modules);
    const tokens = await this.#send('textDocument/semanticTokens/full', text, {});
    const kinds = new Map(namedTokens(tokens as SemanticTokens | null, text, this.#tokenTypes));
    for (const [name, origin] of unknown) {
      const known = this.#names.get(name);
      if (known?.origin === origin) known.kind = kinds.get(name) ?? 'variable';
    }
  }

  #add(names: readonly NamedOrigin[]): void {
    for (const [name, origin] of names) this.#names.set(name, { origin });
  }

  get #origins(): NamedOrigin[] {
    return [...this.#names].map(([name, { origin }]) => [name, origin]);
  }

  /** Names of which it is not known yet what they stand for. */
  get #unknown(): NamedOrigin[] {
    return [...this.#names].flatMap(([name, { origin, kind }]) =>
      kind === undefined ? [[name, origin]] : [],
    );
  }

  async #ask(
    method: string,
    code: string,
    cursor: number,
    { word, signal, ...more }: Question,
  ): Promise<unknown> {
    const { text, position } = documentOf(code, cursor, this.#origins, this.#modules, word);
    try {
      return await this.#send(method, text, { position, ...more }, signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#closed) throw error;
      // A server that died is started anew.
      return this.#send(method, text, { position, ...more }, signal);
    }
  }

  async #send(method: string, text: string, params: object, signal?: AbortSignal): Promise<unknown> {
    const server = await this.#running();
    signal?.throwIfAborted();
    const changed = [...this.#changed, ...this.#userFiles.changed()];
    if (changed.length) {
      const changes = changed.map(file => ({ uri: pathToFileURL(file).href, type: CHANGED }));
      this.#changed.clear();
      server.notify('workspace/didChangeWatchedFiles', { changes });
    }
    const uri = this.#document;
    server.notify('textDocument/didChange', {
      textDocument: { uri, version: ++this.#version },
      contentChanges: [{ text }],
    });
    return server.request(method, { textDocument: { uri }, ...params }, signal);
  }

  /** A server that died, or that has looked for packages before others were installed, is replaced. */
  #running(): Promise<LanguageServerProcess> {
    if (this.#closed) return Promise.reject(new LanguageError('The language service is closed.'));
    const packages = installedAt(this.#folder);
    if (this.#server && packages === this.#packages) return this.#server;
    void this.#stop();
    this.#packages = packages;
    const starting = this.#start();
    const forget = () => {
      if (this.#server === starting) this.#server = undefined;
    };
    // Done before those who wait for an answer learn that there will be none, and ask again.
    starting.then(({ ended }) => ended.then(forget), forget);
    this.#server = starting;
    return starting;
  }

  async #stop(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    await server?.stop();
  }

  async #start(): Promise<LanguageServerProcess> {
    this.#changed.clear();
    const server = new LanguageServerProcess(this.#folder, configuration);
    const markdown = ['markdown'];
    const { capabilities } = (await server.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(this.#folder).href,
      capabilities: {
        textDocument: {
          completion: {},
          definition: { linkSupport: true },
          hover: { contentFormat: markdown },
          semanticTokens: {
            requests: { full: true },
            tokenTypes: TOKEN_TYPES,
            tokenModifiers: [],
            formats: ['relative'],
          },
          signatureHelp: {
            signatureInformation: { documentationFormat: markdown, activeParameterSupport: true },
          },
        },
        workspace: { configuration: true },
      },
    })) as Initialized;
    this.#tokenTypes = capabilities.semanticTokensProvider.legend.tokenTypes;
    server.notify('initialized', {});
    server.notify('textDocument/didOpen', {
      textDocument: {
        uri: this.#document,
        languageId: this.#document.endsWith('x') ? 'typescriptreact' : 'typescript',
        version: ++this.#version,
        text: 'export {};',
      },
    });
    return server;
  }
}

/** What goes with a question to the server. */
interface Question {
  /** What stands before the cursor of a name that may be the session's. */
  readonly word?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly [parameter: string]: unknown;
}

/** What is used of the answer to `initialize`. */
interface Initialized {
  readonly capabilities: {
    readonly semanticTokensProvider: { readonly legend: { readonly tokenTypes: readonly string[] } };
  };
}

/** When packages were last installed beside the notebook, in milliseconds; npm writes the hidden file each time. */
function installedAt(folder: string): number {
  const packages = join(folder, 'node_modules');
  const times = [packages, join(packages, '.package-lock.json')].map(
    path => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.max(...times);
}

/** Names are completed from what the cell sees, not from every package on the disk. */
function configuration(method: string, params: unknown): unknown {
  if (method !== 'workspace/configuration') return null;
  return (params as { items: unknown[] }).items.map(() => ({ suggest: { autoImports: false } }));
}
