import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { submitJob } from '../../lib/jobs/submit/submit-job.js';
import { submitWorkflow } from '../../lib/jobs/submit/submit-workflow.js';
import { waitForEnd, waitForWorkflow } from '../../lib/jobs/wait/wait-for-end.js';
import { jobSchema } from '../../lib/model/job.js';
import { jobAsMeant, workflowAsMeant } from '../../lib/model/misspelt.js';
import { workflowSchema } from '../../lib/model/workflow.js';
import { explainIssues } from '../../service/zod-message.js';
import { CommandError, exitCodes } from '../command-error.js';
import { untilInterrupted } from '../terminal/detach.js';
import { outcome, progressOf } from '../terminal/job-summary.js';

/** `tunebook submit FILE.json`: submits a job or a workflow of PROMINENCE. */
export function submitCommand(): Command {
  return new Command('submit')
    .description('submit a job or a workflow, written as JSON of PROMINENCE; prints its id')
    .argument('<file>', 'the JSON file; - is standard input')
    .option('--wait', 'wait for its end; Ctrl-C stops that, and the job goes on')
    .addHelpText(
      'after',
      '\nExit codes: 0 submitted, with --wait: it succeeded; 1 it was refused, or did not succeed; 2 the file is no job; ' +
        '130 interrupted (Ctrl-C).',
    )
    .action(async (file: string, { wait }: { wait?: boolean }) => {
      const json = await readJob(file);
      if ('jobs' in json) await workflow(json, wait);
      else await job(json, wait);
    });
}

async function job(json: Record<string, unknown>, wait = false): Promise<void> {
  const submitted = await submitJob(json);
  console.log(submitted.id);
  if (!wait) return;
  await untilInterrupted(goesOn('Job', submitted.id), async signal => {
    await waitForEnd(submitted, { signal });
    const reason = submitted.read.statusReason;
    console.error(`Job ${submitted.id}: ${outcome(submitted.read)}${reason ? `, ${reason}` : ''}`);
    if (submitted.succeeded) return;
    console.error(
      `\`tunebook logs ${submitted.id}\` and \`tunebook logs --stderr ${submitted.id}\` show what it did.`,
    );
    process.exitCode = exitCodes.failed;
  });
}

async function workflow(json: Record<string, unknown>, wait = false): Promise<void> {
  const submitted = await submitWorkflow(json);
  console.log(submitted.id);
  if (!wait) return;
  await untilInterrupted(goesOn('Workflow', submitted.id), async signal => {
    await waitForWorkflow(submitted, { signal });
    console.error(`Workflow ${submitted.id}: ${submitted.read.status}, ${progressOf(submitted.read)}`);
    if (submitted.succeeded) return;
    console.error(`\`tunebook job ${submitted.id}\` lists its jobs.`);
    process.exitCode = exitCodes.failed;
  });
}

function goesOn(what: string, id: number): string {
  return `${what} ${id} goes on. \`tunebook job ${id}\` tells how it stands, \`tunebook cancel ${id}\` ends it.`;
}

/** The JSON of a job or, with `jobs`, of a workflow; checked, so that what is wrong is named as it is written there. */
async function readJob(file: string): Promise<Record<string, unknown>> {
  const refuse = (why: string, cause?: unknown) =>
    new CommandError(`${file === '-' ? 'standard input' : file}: ${why}`, exitCodes.usage, { cause });
  let json: unknown;
  try {
    json = JSON.parse(file === '-' ? await text(process.stdin) : await readFile(file, 'utf8'));
  } catch (cause) {
    const { message, code } = cause as NodeJS.ErrnoException;
    if (cause instanceof SyntaxError) throw refuse(`it is not valid JSON (${message}).`, cause);
    throw refuse(code === 'ENOENT' ? 'there is no such file.' : `it can't be read (${message}).`, cause);
  }
  const isWorkflow = typeof json === 'object' && json !== null && 'jobs' in json;
  const schema = isWorkflow ? workflowSchema : jobSchema;
  const meant = isWorkflow ? workflowAsMeant(json) : jobAsMeant(json);
  const parsed = schema.safeParse(meant);
  if (!parsed.success) throw refuse(explainIssues(parsed.error, meant, schema), parsed.error);
  return parsed.data;
}
