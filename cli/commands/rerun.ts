import { Command } from 'commander';
import { serviceClient } from '../../lib/client/service-client.js';
import { UnknownJobError } from '../../lib/errors/unknown-job-error.js';
import { idArgument } from '../terminal/arguments.js';

/** `tunebook rerun ID`: a job again, or what of a workflow did not succeed. */
export function rerunCommand(): Command {
  return new Command('rerun')
    .description(
      'submit a job again, or what did not succeed of a workflow that has ended; prints the new id',
    )
    .argument('<id>', 'the id of a job or a workflow', idArgument)
    .option('--all', 'of a workflow, all its jobs')
    .action(async (id: number, { all }: { all?: boolean }) => {
      const client = serviceClient();
      const [job] = await client.jobsById([id]);
      if (job) {
        console.log(await client.cloneJob(id));
        return;
      }
      const [workflow] = await client.workflows.byId([id]);
      if (!workflow) throw new UnknownJobError(id);
      console.log(await (all ? client.workflows.clone(id) : client.workflows.rerun(id)));
    });
}
