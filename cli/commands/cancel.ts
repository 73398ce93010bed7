import { Command } from 'commander';
import { type ServiceClient, serviceClient } from '../../lib/client/service-client.js';
import { UnknownJobError } from '../../lib/errors/unknown-job-error.js';
import { isFinal } from '../../lib/model/states.js';
import { exitCodes } from '../command-error.js';
import { idArguments } from '../terminal/arguments.js';
import { explainError } from '../terminal/explain-error.js';
import { outcome } from '../terminal/job-summary.js';

/** `tunebook cancel ID...`: ends jobs and workflows. */
export function cancelCommand(): Command {
  return new Command('cancel')
    .alias('delete')
    .description('end jobs and workflows with all their processes')
    .argument('<ids...>', 'ids of jobs and workflows', idArguments)
    .addHelpText('after', '\nExit codes: 0 none of them runs any more, 1 the service knows no such job.')
    .action(async (ids: readonly number[]) => {
      const client = serviceClient();
      for (const id of ids) await cancel(client, id);
    });
}

async function cancel(client: ServiceClient, id: number): Promise<void> {
  const [job] = await client.jobsById([id], undefined, true);
  const [workflow] = job ? [] : await client.workflows.byId([id]);
  const found = job ?? workflow;
  if (!found) {
    console.error(explainError(new UnknownJobError(id)));
    process.exitCode = exitCodes.failed;
    return;
  }
  const what = job ? `Job ${id}` : `Workflow ${id}`;
  if (isFinal(found.status)) {
    console.log(`${what} has ended already: ${job ? outcome(job) : found.status}.`);
    return;
  }
  await (job ? client.deleteJob(id) : client.workflows.delete(id));
  console.log(`${what} is deleted.`);
}
