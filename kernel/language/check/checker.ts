import type { Diagnostic as NativeDiagnostic } from 'typescript/unstable/sync';
import { LanguageError } from '../errors.js';
import type { ImportTarget } from '../transform/import-kinds.js';
import type { ParsedOptions } from './compiler-options.js';
import { type Finding, findingOf } from './finding.js';
import { TypeScriptProcess } from './typescript-process.js';
import { UserFiles } from './user-files.js';
import type { Workspace } from './workspace.js';

/** Cannot find a module, or the one that JSX needs. */
const UNRESOLVED = new Set([2307, 2875]);

/** What TypeScript says of a symbol. */
interface NativeSymbol {
  readonly id: number;
  readonly name: string;
  readonly flags: number;
  /** `index.kind.path` of each. */
  readonly declarations?: readonly string[];
}

/** Of more files than these the program is made anew, which takes less time than many steps. */
const MOST_SINGLY = 8;

/** Bits of a symbol's flags (`SymbolFlags` of `typescript/unstable/sync`). */
const [VARIABLE, VALUE, ALIAS] = [3, 111_551, 2_097_152];

/** A state of the cells' files that TypeScript has read. */
interface Snapshot {
  readonly snapshot: number;
  readonly projects: readonly { readonly id: string }[];
}

/**
 * The findings of TypeScript's native process. It reads the workspace's files; it dies without harm, because it is started
 * again and finds everything it knew in those files.
 */
export class Checker {
  readonly #workspace: Workspace;
  #process: TypeScriptProcess | undefined;
  #snapshot: Snapshot | undefined;
  /** True while TypeScript makes the next snapshot. */
  #isUpdating = false;
  /** Snapshots that nothing more will be asked of. */
  #earlier: number[] = [];
  readonly #userFiles: UserFiles;
  readonly #onStart: (pid: number) => void;

  /** @param started told the id of each native process */
  constructor(workspace: Workspace, started: (pid: number) => void) {
    this.#workspace = workspace;
    this.#onStart = started;
    this.#userFiles = new UserFiles(workspace.root);
  }

  /**
   * Findings of the current cell, the syntax first: types are not looked at while the syntax is wrong.
   *
   * @param importsFiles true if the cell imports files of the user, which may change before the next cell
   * @param meanwhile what else there is to do, while TypeScript looks
   */
  check(importsFiles = false, meanwhile?: () => void): Finding[] {
    return this.#retried(() => {
      const { current } = this.#workspace;
      let found = this.#diagnose([current, ...this.#userFiles.changed()], meanwhile);
      // A package may have been installed, or a file written, since TypeScript last looked for it.
      if (found.some(({ code }) => UNRESOLVED.has(code))) found = this.#diagnose('all');
      if (importsFiles) this.#userFiles.add(this.#ask<string[]>('getSourceFileNames') ?? []);
      return found;
    });
  }

  /** Findings of the current cell's syntax alone. */
  syntax(): Finding[] {
    return this.#retried(() => {
      const { current } = this.#workspace;
      this.#update([current]);
      return this.#findings('getSyntacticDiagnostics', { file: current });
    });
  }

  /** What a tsconfig.json says, with all that it extends. */
  optionsIn(config: string): ParsedOptions {
    return this.#retried(() => {
      const { options } = this.#started.ask('parseConfigFile', { file: config }) as {
        options: ParsedOptions;
      };
      return options;
    });
  }

  /** What is wrong with the configuration. */
  checkConfig(): Finding[] {
    return this.#retried(() => this.#findings('getConfigFileParsingDiagnostics'));
  }

  /** Lets TypeScript read the project, while something else is done. */
  open(): void {
    this.#retried(() => this.#send([]));
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
    this.#retried(() => this.#findings('getSemanticDiagnostics', { file: this.#workspace.current }));
  }

  /** Names that a module exports, values and types alike. @param offset where a file names the module */
  exportsAt(file: string, offset: number): Set<string> {
    return this.#retried(() => {
      const symbol = this.#ask<NativeSymbol>('getSymbolAtPosition', { file, position: offset });
      const exported = symbol && this.#ask<NativeSymbol[]>('getExportsOfModule', { symbol: symbol.id });
      return new Set(exported?.map(({ name }) => name));
    });
  }

  /** What the imported names at the given places of the current cell stand for. */
  importTargets(offsets: readonly number[]): ImportTarget[] {
    return this.#retried(() => {
      const { unknown } = this.#ask<{ unknown: number }>('getWellKnownSymbols')!;
      return this.#symbolsAt(this.#workspace.current, offsets).map(symbol => {
        const target =
          symbol && symbol.flags & ALIAS
            ? this.#ask<NativeSymbol>('getAliasedSymbol', { symbol: symbol.id })
            : symbol;
        if (!target || target.id === unknown)
          return { isType: false, name: '', file: undefined, isVariable: true };
        return {
          isType: !(target.flags & VALUE),
          name: target.name,
          file: fileOf(target),
          isVariable: (target.flags & VARIABLE) !== 0,
        };
      });
    });
  }

  /** The files of the modules that a file names at the given places; undefined for what is no file. */
  modulesAt(file: string, offsets: readonly number[]): (string | undefined)[] {
    return this.#retried(() => this.#symbolsAt(file, offsets).map(symbol => symbol && fileOf(symbol)));
  }

  /** Findings of a file that the current cell imports. */
  checkFile(file: string): Finding[] {
    return this.#retried(() => this.#findingsOf(file));
  }

  /** Findings of files that have just been written. */
  checkAgain(files: readonly string[]): Finding[][] {
    return this.#retried(() => {
      this.#update(files);
      return files.map(file => this.#findingsOf(file));
    });
  }

  /** Ends the native process. Idempotent. */
  close(): void {
    this.#process?.close();
    this.#process = undefined;
    this.#snapshot = undefined;
    this.#isUpdating = false;
    this.#earlier = [];
  }

  get #started(): TypeScriptProcess {
    if (!this.#process) {
      this.#process = new TypeScriptProcess(this.#workspace.folder);
      this.#onStart(this.#process.pid);
    }
    return this.#process;
  }

  get #scope(): { snapshot: number; project: string } {
    if (this.#isUpdating) this.#take();
    const project = this.#snapshot?.projects[0];
    if (!project) throw new LanguageError('TypeScript opened no project for the cells. Restart the kernel.');
    return { snapshot: this.#snapshot!.snapshot, project: project.id };
  }

  #ask<T>(method: string, params: object = {}): T | undefined {
    return (this.#started.ask(method, { ...this.#scope, ...params }) ?? undefined) as T | undefined;
  }

  #symbolsAt(file: string, positions: readonly number[]): (NativeSymbol | undefined)[] {
    const symbols = this.#ask<(NativeSymbol | null)[]>('getSymbolsAtPositions', { file, positions }) ?? [];
    return symbols.map(symbol => symbol ?? undefined);
  }

  #findings(method: string, params: object = {}): Finding[] {
    return (this.#ask<NativeDiagnostic[]>(method, params) ?? []).map(findingOf);
  }

  #diagnose(changed: readonly string[] | 'all', meanwhile?: () => void): Finding[] {
    if (changed === 'all') this.#send(changed);
    else {
      const [current, ...others] = changed;
      this.#update(others);
      this.#send(current === undefined ? [] : [current]);
    }
    meanwhile?.();
    return this.#findingsOf(this.#workspace.current);
  }

  #findingsOf(file: string): Finding[] {
    const process = this.#started;
    const params = { ...this.#scope, file };
    process.send('getSyntacticDiagnostics', params);
    process.send('getSemanticDiagnostics', params);
    const [syntax, types] = [process.take(), process.take()] as (NativeDiagnostic[] | null)[];
    return ((syntax?.length ? syntax : types) ?? []).map(findingOf);
  }

  /** One by one, for only a single file that imports what it did keeps TypeScript from making the program anew. */
  #update(changed: readonly string[]): void {
    const isMany = changed.length > MOST_SINGLY || !this.#snapshot;
    for (const files of isMany ? [changed] : changed.map(file => [file])) {
      this.#send(files);
      this.#take();
    }
  }

  #send(changed: readonly string[] | 'all'): void {
    if (this.#isUpdating) this.#take();
    const fileChanges = changed === 'all' ? { invalidateAll: true } : { changed };
    this.#started.send(
      'updateSnapshot',
      this.#snapshot ? { fileChanges } : { openProjects: [this.#workspace.config] },
    );
    this.#isUpdating = true;
  }

  #take(): void {
    if (this.#snapshot) this.#earlier.push(this.#snapshot.snapshot);
    this.#snapshot = this.#started.take() as Snapshot;
    this.#isUpdating = false;
  }

  /** When everything was asked, for it takes TypeScript as long as a part of a check. */
  #releaseEarlier(): void {
    for (const snapshot of this.#earlier.splice(0)) this.#started.send('release', { snapshot }, false);
  }

  #retried<T>(ask: () => T): T {
    try {
      const answer = ask();
      this.#releaseEarlier();
      return answer;
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

function fileOf({ declarations }: NativeSymbol): string | undefined {
  return declarations?.[0]?.split('.').slice(2).join('.');
}
