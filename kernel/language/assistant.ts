import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { type CompletionItem, completionOf } from './completion.js';
import { type Hover, identifierAt, inspectionOf } from './inspection.js';
import type { Completion, Inspection } from './language.js';
import { collectNames } from './names.js';
import { positionAt } from './positions.js';
import { LanguageServerProcess } from './server-process.js';
import { parse } from './syntax.js';
import type { Workspace } from './workspace.js';

/** File events of the Language Server Protocol. */
const CHANGED = 2;

/** Completes and explains code that is being written, with a language server that is started when first needed. */
export class Assistant {
  readonly #workspace: Workspace;
  #server: Promise<LanguageServerProcess> | undefined;
  #changed = new Set<string>();
  #version = 0;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /** Files that the server must read again before it answers. */
  filesChanged(files: readonly string[]): void {
    for (const file of files) this.#changed.add(file);
  }

  /** Starts the server, if it does not run yet. */
  warm(): void {
    this.#running().catch(() => {});
  }

  /** Completions at a UTF-16 offset of the code. */
  async complete(code: string, cursor: number): Promise<Completion> {
    const result = await this.#ask('textDocument/completion', code, cursor);
    const items = Array.isArray(result) ? result : ((result as { items?: unknown } | null)?.items ?? []);
    return completionOf(items as CompletionItem[], code, cursor);
  }

  /** What is known of the name at a UTF-16 offset; undefined when there is none. */
  async inspect(code: string, cursor: number): Promise<Inspection | undefined> {
    const at = identifierAt(code, cursor);
    if (at === undefined) return undefined;
    return inspectionOf((await this.#ask('textDocument/hover', code, at)) as Hover | null);
  }

  /** Ends the server, if it runs. Idempotent. */
  async close(): Promise<void> {
    const server = await this.#server?.catch(() => undefined);
    await server?.stop();
  }

  /** A server that died is started anew, and asked once more. */
  #ask(method: string, code: string, cursor: number): Promise<unknown> {
    return this.#askOnce(method, code, cursor).catch(() => this.#askOnce(method, code, cursor));
  }

  async #askOnce(method: string, code: string, cursor: number): Promise<unknown> {
    const server = await this.#running();
    if (this.#changed.size) {
      const changes = [...this.#changed].map(file => ({ uri: uriOf(file), type: CHANGED }));
      this.#changed.clear();
      server.notify('workspace/didChangeWatchedFiles', { changes });
    }
    const uri = uriOf(this.#workspace.edited);
    // The imports stand on a line before the code, where an unclosed bracket of the code can't swallow them.
    const text = `${this.#workspace.importLine(declaredIn(code))}\n${code}`;
    server.notify('textDocument/didChange', {
      textDocument: { uri, version: ++this.#version },
      contentChanges: [{ text }],
    });
    const { line, column } = positionAt(code, cursor);
    return server.request(method, {
      textDocument: { uri },
      position: { line, character: column - 1 },
      context: { triggerKind: 1 },
    });
  }

  #running(): Promise<LanguageServerProcess> {
    this.#server ??= this.#start();
    return this.#server;
  }

  async #start(): Promise<LanguageServerProcess> {
    const { folder, edited } = this.#workspace;
    this.#changed.clear();
    const server = new LanguageServerProcess(folder, configuration);
    void server.ended.then(() => {
      this.#server = undefined;
    });
    await server.request('initialize', {
      processId: process.pid,
      rootUri: uriOf(folder),
      capabilities: {
        textDocument: { completion: {}, hover: { contentFormat: ['markdown'] } },
        workspace: { configuration: true },
      },
    });
    server.notify('initialized', {});
    server.notify('textDocument/didOpen', {
      textDocument: {
        uri: uriOf(edited),
        languageId: 'typescript',
        version: ++this.#version,
        text: readFileSync(edited, 'utf8'),
      },
    });
    return server;
  }
}

/** Names are completed from what the cell sees, not from every package on the disk. */
function configuration(method: string, params: unknown): unknown {
  if (method !== 'workspace/configuration') return null;
  return (params as { items: unknown[] }).items.map(() => ({ suggest: { autoImports: false } }));
}

function uriOf(file: string): string {
  return pathToFileURL(file).href;
}

/** Names that unfinished code declares itself, and that must therefore not be imported. */
function declaredIn(code: string): Set<string> {
  const { body, errors } = parse(code);
  if (!errors.length) return new Set(collectNames(body).declared.keys());
  const declarations =
    /\b(?:const|let|var|function\*?|class|interface|type|enum|namespace|import)\s+([\p{ID_Continue}$]+)/gu;
  return new Set([...code.matchAll(declarations)].map(found => found[1]!));
}
