import { Command } from 'commander';
import { type ServiceClient, serviceClient } from '../../lib/client/service-client.js';
import type { JobRead } from '../../lib/model/job-read.js';
import { idArgument } from '../terminal/arguments.js';
import { columns, terminalWidth } from '../terminal/columns.js';
import { command, created, jobForPrograms, outcome, took } from '../terminal/job-summary.js';
import { addListOptions, chosen, type ListOptions, queryOf, tellNone } from '../terminal/list-options.js';

/** `tunebook jobs`: a line for each job. */
export function jobsCommand(): Command {
  return addListOptions(new Command('jobs'))
    .description('list the jobs that are queued or running, or others')
    .option('--workflow <id>', 'those of a workflow', idArgument)
    .action(async (options: ListOptions & { workflow?: number }) => {
      const client = serviceClient();
      const { workflow } = options;
      const query = {
        ...queryOf(options),
        ...(workflow !== undefined && { workflow: 'true', id: String(workflow) }),
      };
      const found = await withExitCodes(client, chosen(await client.jobs(query), options));
      if (options.json) console.log(JSON.stringify(found.map(jobForPrograms), undefined, 2));
      else if (found.length > 0) process.stdout.write(jobTable(found));
      else tellNone('jobs', options);
    });
}

/** A line for each job, below headings. */
export function jobTable(jobs: readonly JobRead[]): string {
  return columns(
    ['ID', 'STATE', 'NAME', 'CREATED', 'TOOK', 'COMMAND'],
    jobs.map(job => [
      String(job.id),
      outcome(job),
      job.name,
      created(job.events),
      took(job.events),
      command(job),
    ]),
    { width: terminalWidth() },
  );
}

/** The short form does not tell how the tasks of a completed job ended. */
export async function withExitCodes(client: ServiceClient, jobs: readonly JobRead[]): Promise<JobRead[]> {
  const unknown = jobs.filter(job => job.status === 'completed' && !job.execution).map(job => job.id);
  const details = new Map((await client.jobsById(unknown, undefined, true)).map(job => [job.id, job]));
  return jobs.map(job => {
    const execution = details.get(job.id)?.execution;
    return execution ? { ...job, execution } : job;
  });
}
