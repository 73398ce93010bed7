import { Command } from 'commander';
import { serviceClient } from '../../lib/client/service-client.js';
import { idArgument } from '../terminal/arguments.js';
import { untilInterrupted } from '../terminal/detach.js';
import { findJob } from '../terminal/find-job.js';

/** `tunebook logs ID`: what a job prints. */
export function logsCommand(): Command {
  return new Command('logs')
    .description('print what a job has printed')
    .argument('<id>', 'the id of a job, or of a workflow', idArgument)
    .argument('[job]', 'the name of a job of the workflow: relax, or relax/3 for one that a factory made')
    .option('-f, --follow', 'go on until the job has ended; Ctrl-C stops that, and the job goes on')
    .option('--stderr', 'standard error in place of standard output')
    .addHelpText('after', '\nExit codes: 0 all was printed, 1 it cannot be had, 130 interrupted (Ctrl-C).')
    .action(async (id: number, name: string | undefined, options: { follow?: boolean; stderr?: boolean }) => {
      const job = await findJob(id, name);
      if (!options.follow) {
        const stream = options.stderr ? 'stderr' : 'stdout';
        process.stdout.write(await serviceClient().stream(job.id!, stream));
        return;
      }
      const advice = `Job ${job.id} goes on. \`tunebook logs -f ${job.id}\` follows it again, \`tunebook cancel ${job.id}\` ends it.`;
      await untilInterrupted(advice, async signal => {
        const text = options.stderr ? job.followErrors({ signal }) : job.follow({ signal });
        for await (const chunk of text) process.stdout.write(chunk);
      });
    });
}
