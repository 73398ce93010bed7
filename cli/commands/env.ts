import { Command } from 'commander';
import { startedService } from '../service.js';

/** `tunebook env`: what another PROMINENCE client needs to reach the service. */
export function envCommand(): Command {
  return new Command('env')
    .description(
      'start the job service if it does not run, and print the lines with which other PROMINENCE clients reach it: eval "$(tunebook env)"',
    )
    .action(async () => {
      const { url, token } = await startedService();
      console.log(`export PROMINENCE_URL='${url}'\nexport PROMINENCE_TOKEN='${token}'`);
    });
}
