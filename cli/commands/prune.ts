import { Command, InvalidArgumentError } from 'commander';
import { settingsFile, tunebookHome } from '../../lib/model/home.js';
import { prunedSchema } from '../../service/prune.js';
import { CommandError, exitCodes } from '../command-error.js';
import { callService, startedService } from '../service.js';
import { usableSettings } from '../usable-settings.js';

/** `tunebook prune`: forgets jobs that ended long ago, with their files. */
export function pruneCommand(): Command {
  return new Command('prune')
    .description(
      'remove old jobs and workflows with their files, never those that run or wait (default: what "keep" of settings.json says)',
    )
    .option('--days <days>', 'keep what ended in the last so many days', amount)
    .option('--gigabytes <gigabytes>', 'keep the newest whose files fit into so much', amount)
    .action(async (options: { days?: number; gigabytes?: number }) => {
      if (Object.keys({ ...usableSettings().keep, ...options }).length === 0) {
        throw new CommandError(
          'Nothing says what to keep: give --days or --gigabytes, or set "keep" in ' +
            `${settingsFile(tunebookHome())}.`,
          exitCodes.usage,
        );
      }
      const service = await startedService();
      const reply = await callService(service, 'POST', 'prune', options);
      const { jobs, workflows, bytes } = prunedSchema.parse(JSON.parse(reply));
      console.log(
        `Removed: jobs ${jobs}, workflows ${workflows}, ${(bytes / 2 ** 20).toFixed(1)} MiB of files.`,
      );
    });
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < Number.POSITIVE_INFINITY) return value;
  throw new InvalidArgumentError('It is a number, 0 or more.');
}
