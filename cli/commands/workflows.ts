import { Command } from 'commander';
import { serviceClient } from '../../lib/client/service-client.js';
import { columns, terminalWidth } from '../terminal/columns.js';
import { created, progressOf, took } from '../terminal/job-summary.js';
import { addListOptions, chosen, type ListOptions, queryOf, tellNone } from '../terminal/list-options.js';

/** `tunebook workflows`: a line for each workflow. */
export function workflowsCommand(): Command {
  return addListOptions(new Command('workflows'))
    .description('list the workflows that are queued or running, or others')
    .action(async (options: ListOptions) => {
      const found = chosen(await serviceClient().workflows.list(queryOf(options)), options);
      if (options.json) {
        const short = found.map(({ id, name, status, statusReason, labels, events, progress }) => ({
          id,
          name,
          status,
          statusReason,
          labels,
          events,
          progress,
        }));
        console.log(JSON.stringify(short, undefined, 2));
      } else if (found.length > 0) {
        const rows = found.map(workflow => [
          String(workflow.id),
          workflow.status,
          workflow.name,
          created(workflow.events),
          took(workflow.events),
          progressOf(workflow),
        ]);
        const headings = ['ID', 'STATE', 'NAME', 'CREATED', 'TOOK', 'JOBS'];
        process.stdout.write(columns(headings, rows, { width: terminalWidth() }));
      } else tellNone('workflows', options);
    });
}
