/** What a user's tsconfig.json says of how code is made runnable. Plain data: it crosses threads and processes. */
export interface EmitSettings {
  readonly jsx?: JsxSettings;
  /** TypeScript's own decorators from before the standard ones, and whether they see types at run time. */
  readonly legacyDecorators?: { readonly metadata: boolean };
  /** True if fields of classes are assigned, as before ES2022, rather than defined. */
  readonly assignsFields?: boolean;
  /** Names of modules that stand for files, as in the option `paths`: a pattern with at most one `*`, and absolute paths. */
  readonly paths?: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

/** What JSX becomes. */
export interface JsxSettings {
  /** True for calls of `factory`, false for functions that are imported from `source`. */
  readonly classic: boolean;
  /** @default react */
  readonly source?: string;
  /** @default React.createElement */
  readonly factory?: string;
  /** @default React.Fragment */
  readonly fragment?: string;
}

/** The files that a module's name may stand for, by the option `paths`; the longest pattern wins, as in TypeScript. */
export function pathsOf({ paths = [] }: EmitSettings, specifier: string): string[] {
  let best: { readonly length: number; readonly files: string[] } | undefined;
  for (const [pattern, targets] of paths) {
    const [before = '', after] = pattern.split('*');
    const isExact = after === undefined;
    const fits = isExact
      ? specifier === pattern
      : specifier.length >= before.length + after.length &&
        specifier.startsWith(before) &&
        specifier.endsWith(after);
    const length = isExact ? Number.POSITIVE_INFINITY : before.length;
    if (!fits || (best && best.length >= length)) continue;
    const middle = specifier.slice(before.length, specifier.length - (after?.length ?? 0));
    best = { length, files: targets.map(target => target.replace('*', () => middle)) };
  }
  return best?.files ?? [];
}

/** Names that JSX uses without naming them. */
export function jsxNames({ jsx }: EmitSettings): string[] {
  if (!jsx?.classic) return [];
  const { factory = 'React.createElement', fragment = 'React.Fragment' } = jsx;
  return [factory, fragment].map(path => path.split('.')[0]!);
}
