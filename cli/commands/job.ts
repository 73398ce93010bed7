import { Command } from 'commander';
import { serviceClient } from '../../lib/client/service-client.js';
import { clock, size } from '../../lib/display/words.js';
import { UnknownJobError } from '../../lib/errors/unknown-job-error.js';
import type { JobRead } from '../../lib/model/job-read.js';
import type { WorkflowRead } from '../../lib/model/workflow-read.js';
import { idArgument } from '../terminal/arguments.js';
import { columns } from '../terminal/columns.js';
import { jobForPrograms, outcome, progressOf, took } from '../terminal/job-summary.js';
import { jobTable, withExitCodes } from './jobs.js';

const units: Readonly<Record<string, string>> = {
  memory: ' GB',
  memoryPerCpu: ' GB',
  disk: ' GB',
  walltime: ' min',
};

/** `tunebook job ID`: all that is known of a job or a workflow. */
export function jobCommand(): Command {
  return new Command('job')
    .description('describe a job, or a workflow with its jobs')
    .argument('<id>', 'the id of a job or a workflow', idArgument)
    .option('--json', 'print one JSON object')
    .action(async (id: number, { json }: { json?: boolean }) => {
      const client = serviceClient();
      const [job] = await client.jobsById([id], undefined, true);
      if (job) {
        if (json) console.log(JSON.stringify(jobForPrograms(job), undefined, 2));
        else process.stdout.write(describeJob(job));
        return;
      }
      const [workflow] = await client.workflows.byId([id]);
      if (!workflow) throw new UnknownJobError(id);
      const jobs = await withExitCodes(client, await client.workflows.jobs(id));
      if (json) console.log(JSON.stringify({ ...workflow, jobs: jobs.map(jobForPrograms) }, undefined, 2));
      else
        process.stdout.write(`${describeWorkflow(workflow)}${jobs.length > 0 ? `\n${jobTable(jobs)}` : ''}`);
    });
}

function describeJob(job: JobRead): string {
  const { resources = {}, execution } = job;
  const asked = Object.entries(resources).map(([name, value]) => `${name} ${value}${units[name] ?? ''}`);
  const outputs = [...(job.outputFiles ?? []), ...(job.outputDirs ?? [])].map(({ name, url, size: bytes }) =>
    url === '' ? `${name} (not made)` : `${name}${bytes === undefined ? '' : ` ${size(bytes)}`}`,
  );
  const head = facts([
    ['Job', `${job.id}  ${job.name}`],
    ['State', [outcome(job), job.statusReason].filter(part => part).join(': ')],
    ...times(job.events),
    ['Workflow', job['workflow'] === undefined ? '' : String(job['workflow'])],
    ['Labels', pairs(job.labels)],
    ['Parameters', pairs(job.parameters)],
    ['Resources', asked.join(', ')],
    ['Site', execution?.site ?? ''],
    ['Inputs', (job.inputs ?? []).map(input => input.filename).join(', ')],
    ['Artifacts', (job.artifacts ?? []).map(({ url }) => url.split('?')[0]).join(', ')],
    ['Outputs', outputs.join(', ')],
  ]);
  const tasks = job.tasks.map(({ image = '', cmd = '' }, i) => {
    const ran = execution?.tasks?.[i];
    const seconds = ran?.wallTimeUsage;
    const code = ran?.exitCode === undefined ? '' : String(ran.exitCode);
    return [
      String(i),
      code,
      seconds === undefined ? '' : took({ startTime: 0, endTime: seconds }),
      image,
      cmd,
    ];
  });
  return `${head}\n${columns(['TASK', 'EXIT', 'TOOK', 'IMAGE', 'COMMAND'], tasks)}`;
}

function describeWorkflow(workflow: WorkflowRead): string {
  return facts([
    ['Workflow', `${workflow.id}  ${workflow.name}`],
    ['State', [workflow.status, workflow.statusReason].filter(part => part).join(': ')],
    ['Jobs', progressOf(workflow)],
    ...times(workflow.events),
    ['Labels', pairs(workflow.labels)],
  ]);
}

type Fact = readonly [name: string, value: string];

function times(events: JobRead['events']): Fact[] {
  const now = Date.now() / 1000;
  const at = (time: number | undefined) => (time === undefined ? '' : clock(time, now));
  return [
    ['Created', at(events.createTime)],
    ['Started', at(events.startTime)],
    ['Ended', at(events.endTime)],
    ['Took', took(events)],
  ];
}

function pairs(values: Readonly<Record<string, unknown>> = {}): string {
  return Object.entries(values)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** A line for each fact that is known. */
function facts(all: readonly Fact[]): string {
  return all
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name.padEnd(11)} ${value.replace(/\p{Cc}/gu, ' ')}\n`)
    .join('');
}
