import { nearNames } from '../../errors/near-names.js';
import { ShellSyntaxError } from '../../errors/shell-syntax-error.js';

/** What a shell would interpret where it stands unquoted, longest first. */
const operators = ['&&', '||', '$(', '|', '&', ';', '<', '>', '`', '*', '?'];

const why = 'No shell runs a command: it is only split into words';

/**
 * Refuses a command whose author expected a shell. Quoted text is left alone, and so are `$PROMINENCE_...` and the
 * parameters of a factory, which the service fills in.
 * @param field how the user calls the command, as in `tasks[0].command`
 * @throws {ShellSyntaxError}
 */
export function refuseShellSyntax(command: string, field: string, parameters: readonly string[] = []): void {
  let quote = '';
  let opened = 0;
  for (let i = 0; i < command.length; i++) {
    const char = command[i]!;
    if (char === '\\' && quote !== "'") {
      i++;
    } else if (quote) {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') {
      quote = char;
      opened = i;
    } else {
      const syntax = syntaxAt(command, i, parameters);
      if (syntax) throw unquoted(command, field, syntax, i, parameters);
    }
  }
  if (quote) {
    throw new ShellSyntaxError(
      `${field}: the ${quote} at character ${opened + 1} of ${excerpt(command, opened)} is never closed`,
      quote,
      opened,
    );
  }
}

function syntaxAt(command: string, at: number, parameters: readonly string[]): string | undefined {
  const rest = command.slice(at);
  const operator = operators.find(each => rest.startsWith(each));
  if (operator) return operator;
  const set = /^\[[^\]\s]+\]/.exec(rest);
  if (set) return set[0];
  const variable = /^\$(?:\{(\w+)\}|([A-Za-z_]\w*))/.exec(rest);
  const name = variable?.[1] ?? variable?.[2];
  if (!variable || !name || name.startsWith('PROMINENCE_') || parameters.includes(name)) return undefined;
  return variable[0];
}

function unquoted(
  command: string,
  field: string,
  syntax: string,
  at: number,
  parameters: readonly string[],
): ShellSyntaxError {
  const literal = `'${syntax}'`;
  const name = /^\$\{?(\w+)/.exec(syntax)?.[1];
  const near = name === undefined ? [] : nearNames(name, parameters);
  const given = (near.length > 0 ? near : parameters).map(each => `$${each}`).join(' or ');
  const hint =
    name === undefined || given === ''
      ? ''
      : near.length > 0
        ? `Did you mean ${given}? `
        : `Its factory gives ${given}. `;
  return new ShellSyntaxError(
    `${field} has an unquoted ${syntax} at character ${at + 1} of ${excerpt(command, at)}. ${hint}${why}.\n` +
      `Let a shell run it: command: sh\`${command.replaceAll('`', '\\`').replaceAll('${', '\\${')}\`\n` +
      `Or quote it if the program is meant to get it as it is: ${literal}`,
    syntax,
    at,
  );
}

/** The command, or of a long one the part around a position. */
function excerpt(command: string, at: number): string {
  if (command.length <= 120) return JSON.stringify(command);
  const start = Math.max(0, at - 50);
  return JSON.stringify(`${start > 0 ? '…' : ''}${command.slice(start, at + 50)}…`);
}
