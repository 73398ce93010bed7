import type { Diagnostic as NativeDiagnostic } from 'typescript/unstable/sync';

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

/** What TypeScript found, in our terms. */
export function findingOf(diagnostic: NativeDiagnostic): Finding {
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
