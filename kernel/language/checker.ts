import type { ChildProcess } from 'node:child_process';
import {
  API,
  type Diagnostic as NativeDiagnostic,
  type Project,
  type Snapshot,
  SymbolFlags,
} from 'typescript/unstable/sync';
import type { ParsedOptions } from './compiler-options.js';
import { LanguageError } from './errors.js';
import type { ImportTarget } from './import-kinds.js';
import { UserFiles } from './user-files.js';
import type { Workspace } from './workspace.js';

/** A finding of TypeScript, at UTF-16 offsets of the file. */
export interface Finding {
  readonly code: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** The file that it is about, if it is about one. */
  readonly file?: string | undefined;
}

/** Cannot find a module, or the one that JSX needs. */
const UNRESOLVED = new Set([2307, 2875]);

/**
 * TypeScript's native process, asked synchronously. It reads the workspace's files; it dies without harm, because it is started
 * again and finds everything it knew in those files.
 */
export class Checker {
  readonly #workspace: Workspace;
  #api: API | undefined;
  #snapshot: Snapshot | undefined;
  readonly #userFiles: UserFiles;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    this.#userFiles = new UserFiles(workspace.root);
  }

  /**
   * Findings of the current cell, the syntax first: types are not looked at while the syntax is wrong.
   *
   * @param importsFiles true if the cell imports files of the user, which may change before the next cell
   */
  check(importsFiles = false): Finding[] {
    return this.#retried(() => {
      const { current } = this.#workspace;
      let found = this.#diagnose([current, ...this.#userFiles.changed()]);
      // A package may have been installed, or a file written, since TypeScript last looked for it.
      if (found.some(({ code }) => UNRESOLVED.has(code))) found = this.#diagnose('all');
      if (importsFiles) this.#userFiles.add(this.#project.program.getSourceFileNames());
      return found;
    });
  }

  /** Findings of the current cell's syntax alone. */
  syntax(): Finding[] {
    return this.#retried(() => {
      const { current } = this.#workspace;
      this.#update([current]);
      return this.#project.program.getSyntacticDiagnostics(current).map(finding);
    });
  }

  /** What a tsconfig.json says, with all that it extends. */
  optionsIn(config: string): ParsedOptions {
    return this.#retried(() => this.#process.parseConfigFile(config).options as ParsedOptions);
  }

  /** What is wrong with the configuration. */
  checkConfig(): Finding[] {
    return this.#retried(() => this.#project.program.getConfigFileParsingDiagnostics().map(finding));
  }

  /** Files of the user that cells import. */
  get userFiles(): string[] {
    return this.#userFiles.files;
  }

  /** Tells TypeScript that files changed: what it does then, the next check would otherwise have to. */
  renew(changed: readonly string[]): void {
    this.#retried(() => this.#update(changed));
  }

  /** Does what takes TypeScript long at its first check. */
  warm(): void {
    this.#retried(() => this.#project.program.getSemanticDiagnostics(this.#workspace.current));
  }

  /** Names that the preload exports, values and types alike. */
  exportsOf(declarations: string): Set<string> {
    return this.#retried(() => {
      this.#update([]);
      const { program, checker } = this.#project;
      const file = program.getSourceFile(declarations);
      const symbol = file && checker.getSymbolAtLocation(file);
      return new Set(symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : []);
    });
  }

  /** What the imported names at the given places of the current cell stand for. */
  importTargets(offsets: readonly number[]): ImportTarget[] {
    return this.#retried(() => {
      const { checker } = this.#project;
      return checker.getSymbolAtPosition(this.#workspace.current, offsets).map(symbol => {
        const target = symbol && symbol.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
        if (!target || checker.isUnknownSymbol(target))
          return { isType: false, name: '', file: undefined, isVariable: true };
        return {
          isType: !(target.flags & SymbolFlags.Value),
          name: target.name,
          file: target.declarations[0]?.path,
          isVariable: (target.flags & SymbolFlags.Variable) !== 0,
        };
      });
    });
  }

  /** The files of the modules that a file names at the given places; undefined for what is no file. */
  modulesAt(file: string, offsets: readonly number[]): (string | undefined)[] {
    return this.#retried(() =>
      this.#project.checker.getSymbolAtPosition(file, offsets).map(symbol => symbol?.declarations[0]?.path),
    );
  }

  /** Findings of a file that the current cell imports. */
  checkFile(file: string): Finding[] {
    return this.#retried(() => this.#findingsOf(file));
  }

  /** Findings of a file that has just been written. */
  checkAgain(file: string): Finding[] {
    return this.#retried(() => {
      this.#update([file]);
      return this.#findingsOf(file);
    });
  }

  /** Ends the native process. Idempotent. */
  close(): void {
    try {
      if (this.#api) endQuietly(this.#api);
    } catch {
      // The process is already gone.
    }
    this.#api = undefined;
    this.#snapshot = undefined;
  }

  get #project(): Project {
    const project = this.#snapshot?.getProjects()[0];
    if (!project) throw new LanguageError('TypeScript opened no project for the cells. Restart the kernel.');
    return project;
  }

  get #process(): API {
    this.#api ??= new API({ cwd: this.#workspace.folder });
    return this.#api;
  }

  #diagnose(changed: readonly string[] | 'all'): Finding[] {
    this.#update(changed);
    return this.#findingsOf(this.#workspace.current);
  }

  #findingsOf(file: string): Finding[] {
    const { program } = this.#project;
    const syntax = program.getSyntacticDiagnostics(file);
    return (syntax.length ? syntax : program.getSemanticDiagnostics(file)).map(finding);
  }

  #update(changed: readonly string[] | 'all'): void {
    const earlier = this.#snapshot;
    if (this.#api && earlier) {
      const fileChanges = changed === 'all' ? { invalidateAll: true as const } : { changed: [...changed] };
      this.#snapshot = this.#api.updateSnapshot({ fileChanges });
      earlier.dispose();
      return;
    }
    this.#snapshot = this.#process.updateSnapshot({ openProject: this.#workspace.config });
  }

  #retried<T>(ask: () => T): T {
    try {
      return ask();
    } catch {
      this.close();
    }
    try {
      this.#update([]);
      return ask();
    } catch (cause) {
      this.close();
      throw new LanguageError(
        'TypeScript failed twice to check this cell. Run the cell again; if that does not help, restart the kernel.',
        { cause },
      );
    }
  }
}

/** TypeScript's process says "context canceled" on standard error, which is Jupyter's log, unless it is killed outright. */
function endQuietly(api: API): void {
  const { client } = api as unknown as { client?: { channel?: { child?: ChildProcess } } };
  client?.channel?.child?.kill('SIGKILL');
  api.close();
}

function finding(diagnostic: NativeDiagnostic): Finding {
  return {
    code: diagnostic.code,
    severity: diagnostic.category === 1 ? 'error' : 'warning',
    message: explain(diagnostic, 0),
    start: diagnostic.pos,
    end: diagnostic.end,
    file: diagnostic.fileName,
  };
}

/** The message with its chain of reasons, each a step further in, as `tsc` prints it. */
function explain(diagnostic: NativeDiagnostic, depth: number): string {
  const reasons = (diagnostic.messageChain ?? []).map(reason => explain(reason, depth + 1));
  return ['  '.repeat(depth) + diagnostic.text, ...reasons].join('\n');
}
