import type { JobRead } from '../../dist/lib/model/job-read.js';
import { isFinal } from '../../dist/lib/model/states.js';
import type { WorkflowRead } from '../../dist/lib/model/workflow-read.js';
import { type TestService, until } from './support.ts';

/** A job of a workflow with one command. */
export function jobTemplate(name: string, cmd: string) {
  return { name, tasks: [{ cmd }], resources: { cpus: 1, memory: 0.1 } };
}

/** Submits a workflow that must be taken. */
export async function submitWorkflow(service: TestService, workflow: object): Promise<number> {
  const answer = await service.request('POST', '/workflows', workflow);
  if (answer.status !== 201) throw new Error(`the workflow was refused: ${JSON.stringify(answer.body)}`);
  return answer.body.id as number;
}

/** The workflow once it has ended. */
export async function endedWorkflow(service: TestService, id: number): Promise<WorkflowRead> {
  return until(async () => {
    const [workflow] = (await service.request('GET', `/workflows/${id}`)).body as WorkflowRead[];
    return isFinal(workflow!.status) ? workflow : undefined;
  });
}

/** All jobs of a workflow that there are, in the order of their ids. */
export async function jobsOf(service: TestService, id: number): Promise<JobRead[]> {
  return (await service.request('GET', `/jobs?workflow=true&id=${id}&all=1`)).body as JobRead[];
}
