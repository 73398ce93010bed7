import { type Command, Option } from 'commander';
import { countOption, labelOption } from './arguments.js';

/** What `tunebook jobs` and `tunebook workflows` take. */
export interface ListOptions {
  readonly all?: boolean;
  readonly completed?: boolean;
  readonly label?: Readonly<Record<string, string>>;
  readonly name?: string;
  readonly num: number;
  readonly json?: boolean;
}

/** What is listed. */
export interface Listed {
  readonly id: number;
  readonly labels?: Record<string, string> | undefined;
}

/** Adds the options of a list of jobs or workflows. */
export function addListOptions(command: Command): Command {
  return command
    .option('--all', 'those that have ended, too')
    .addOption(new Option('--completed', 'those that have ended').conflicts('all'))
    .option('--label <key=value>', 'those with this label; may be given again', labelOption)
    .option('--name <name>', 'those of exactly this name')
    .option('-n, --num <count>', 'how many at most, the newest; -1: all', countOption, 50)
    .option('--json', 'print a JSON array');
}

/** The query of `GET /jobs` or `GET /workflows` for these options. */
export function queryOf({ all, completed, label, name, num }: ListOptions): Record<string, string> {
  // A service looks for one label: with several, all with the first are asked for.
  const [pair, ...others] = Object.entries(label ?? {});
  const most = others.length > 0 ? -1 : num;
  return {
    ...(all && { all: 'true' }),
    ...(completed && { completed: 'true', num: String(most) }),
    ...(most > 0 && { limit: String(most) }), // our service's; a stock server sends all
    ...(name !== undefined && { name }),
    ...(pair && { constraint: pair.join('='), detail: 'true' }), // the labels may be in the detail form only
  };
}

/** Says that nothing is listed. */
export function tellNone(what: string, { all }: ListOptions): void {
  const more = all ? '.' : '; --all lists those that have ended, too.';
  console.error(`There are no such ${what}${more}`);
}

/** What was asked for of what the service sent, in the order of the ids. */
export function chosen<T extends Listed>(found: readonly T[], { label = {}, num }: ListOptions): T[] {
  const [, ...others] = Object.entries(label);
  const fitting = found
    .filter(({ labels }) => others.every(([key, value]) => labels?.[key] === value))
    .sort((a, b) => a.id - b.id);
  return num > 0 ? fitting.slice(-num) : fitting;
}
