/** What a check has found out. */
export interface Finding {
  /** `warning`: something can't be used that not everybody needs. `problem`: Tunebook does not work so. */
  readonly level: 'ok' | 'warning' | 'problem';
  /** What was looked at. */
  readonly what: string;
  /** What is there, or is not. */
  readonly found: string;
  /** What to do about it. */
  readonly advice?: string;
}

/** All is well. */
export function ok(what: string, found: string): Finding {
  return { level: 'ok', what, found };
}

/** Something that not everybody needs is missing. */
export function warning(what: string, found: string, advice: string): Finding {
  return { level: 'warning', what, found, advice };
}

/** Tunebook does not work so. */
export function problem(what: string, found: string, advice: string): Finding {
  return { level: 'problem', what, found, advice };
}

/** The reason in an error, in one line. */
export function reasonOf(error: unknown): string {
  return (error as Error).message.split('\n')[0] ?? '';
}
