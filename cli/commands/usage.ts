import { Command } from 'commander';
import { serviceClient } from '../../lib/client/service-client.js';
import { CommandError, exitCodes } from '../command-error.js';
import { dayOption } from '../terminal/arguments.js';
import { columns } from '../terminal/columns.js';

/** Days before today that are counted unless told otherwise. */
const usualSpan = 30;

interface UsageOptions {
  readonly start: string;
  readonly end: string;
  readonly byGroup?: boolean;
  readonly json?: boolean;
}

/** `tunebook usage`: hours of CPU and of wall time. */
export function usageCommand(): Command {
  return new Command('usage')
    .description('tell how many jobs ended in a span of days (UTC), and the hours they used')
    .option('--start <day>', 'the first day', dayOption, day(-usualSpan))
    .option('--end <day>', 'the last day', dayOption, day(0))
    .option('--by-group', 'by groups of users')
    .option('--json', 'print one JSON object')
    .action(async ({ start, end, byGroup, json }: UsageOptions) => {
      if (start > end) {
        throw new CommandError(`--start ${start} is after --end ${end}.`, exitCodes.usage);
      }
      const usage = await serviceClient().usage({ start, end, ...(byGroup && { by_group: 'true' }) });
      if (json) {
        console.log(JSON.stringify({ start, end, ...usage }, undefined, 2));
        return;
      }
      const rows = Object.entries(byGroup ? usage.groups : usage.users).map(([name, used]) => [
        name,
        String(used.numberOfJobs),
        used.cpuTime.toFixed(2),
        used.wallTime.toFixed(2),
      ]);
      process.stdout.write(columns([byGroup ? 'GROUP' : 'USER', 'JOBS', 'CPU HOURS', 'CORE HOURS'], rows));
    });
}

/** So many days from today, as `2026-01-31`. */
function day(offset: number): string {
  return new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
}
