import { serviceClient } from '../../lib/client/service-client.js';
import { InvalidJobError } from '../../lib/errors/invalid-job-error.js';
import { UnknownJobError } from '../../lib/errors/unknown-job-error.js';
import { UnknownWorkflowError } from '../../lib/errors/unknown-workflow-error.js';
import type { Job } from '../../lib/jobs/job.js';
import { jobs } from '../../lib/jobs/jobs.js';
import { workflows } from '../../lib/jobs/workflows.js';
import { CommandError, exitCodes } from '../command-error.js';

/**
 * The job of an id, or the one that a name tells in the workflow of that id: `relax`, or `relax/3` for one that a factory
 * made.
 *
 * @throws CommandError when it is a workflow and no name is given, or it has no such job
 */
export async function findJob(id: number, name: string | undefined): Promise<Job> {
  if (name !== undefined) {
    const [, step = name, index] = /^(.*)\/(\d+)$/.exec(name) ?? [];
    const workflow = await workflows.get(id).catch(error => refuseName(id, name, error));
    try {
      return await workflow.job(step, index === undefined ? undefined : Number(index));
    } catch (cause) {
      if (!(cause instanceof InvalidJobError)) throw cause;
      throw new CommandError(
        `Workflow ${id} has no job '${name}', or has not made it yet; \`tunebook job ${id}\` lists its jobs.`,
        exitCodes.failed,
        { cause },
      );
    }
  }
  try {
    return await jobs.get(id);
  } catch (error) {
    if (!(error instanceof UnknownJobError)) throw error;
    const [workflow] = await serviceClient().workflows.byId([id]);
    if (!workflow) throw error;
    throw new CommandError(
      `${id} is a workflow. Name one of its jobs after the id; \`tunebook job ${id}\` lists them.`,
      exitCodes.usage,
    );
  }
}

/** Says that it is a job, where it is one: only the jobs of a workflow are named. */
async function refuseName(id: number, name: string, error: unknown): Promise<never> {
  const [job] = error instanceof UnknownWorkflowError ? await serviceClient().jobsById([id]) : [];
  if (!job) throw error;
  throw new CommandError(`${id} is a job, not a workflow: leave out '${name}'.`, exitCodes.usage);
}
