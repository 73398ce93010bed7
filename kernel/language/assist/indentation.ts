const STEP = '  ';

const QUOTED = /(['"`])(?:\\.|(?!\1).)*\1/g;
const COMMENTS = /\/\*.*?\*\/|\/\/.*$/g;
/** What wants an operand, a body or a member on the next line. */
const CONTINUES =
  /(?:[=%&|^~?:.,]|=>|(?<![+])\+|(?<!-)-|\*|\b(?:else|do|try|finally|extends|in|of|instanceof|as|satisfies|return))$/;
/** The head of a statement whose body is still to come. */
const HEAD = /^(?:\}\s*)?(?:else\s+)?(?:if|for|while|with)\b.*\)$/;
const DECLARES = /^(?:export\s+)?(?:const|let|var)\b/;

/** The indentation of the line that follows unfinished code. */
export function indentAfter(code: string): string {
  const lines = code.trimEnd().split('\n');
  const last = lines.at(-1) ?? '';
  const indent = /^[ \t]*/.exec(last)![0];
  const line = bare(last);
  const isDeeper =
    opensBracket(line) ||
    HEAD.test(line) ||
    (continues(line) && !isContinued(line, bare(lines.at(-2) ?? '')));
  return isDeeper ? indent + STEP : indent;
}

/** The line without what is not code, and without the space around it. */
function bare(line: string): string {
  return line.replace(QUOTED, "''").replace(COMMENTS, '').trim();
}

/** True if a bracket of the line is left open by it. */
function opensBracket(line: string): boolean {
  let open = 0;
  for (const [bracket] of line.matchAll(/[[\](){}]/g))
    open = '([{'.includes(bracket) ? open + 1 : Math.max(0, open - 1);
  return open > 0;
}

/** A comma ends an entry of a list, which goes on where it is, but for a list of declarations. */
function continues(line: string): boolean {
  return CONTINUES.test(line) && (!line.endsWith(',') || DECLARES.test(line));
}

/** True if the line is itself the rest of something and is indented for that already. */
function isContinued(line: string, before: string): boolean {
  return line.startsWith('.') || continues(before);
}
