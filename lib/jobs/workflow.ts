import { inspect } from 'node:util';
import { displayPort } from '../display/front-end.js';
import { jupyterDisplay, type MimeBundle } from '../display/port.js';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import { NotSubmittedError } from '../errors/not-submitted-error.js';
import type { JobState } from '../model/states.js';
import type { WorkflowProgress } from '../model/workflow-read.js';
import { provideAccess, restoredJob, restoredWorkflow } from './access.js';
import type { RunOptions, SignalOption, WaitOptions } from './call-options.js';
import { cancelTracked } from './cancel-tracked.js';
import type { Job } from './job.js';
import type { JobOptions } from './job-options.js';
import type { Dependency, DependencyOptions } from './parts/dependency.js';
import type { FactoryOptions } from './parts/factories.js';
import type { Notification } from './parts/notification.js';
import { WorkflowPolicies, type WorkflowPoliciesOptions } from './parts/policies.js';
import { timesOf } from './submitted-job.js';
import { TrackedJob } from './tracked-job.js';
import { TrackedWorkflow } from './tracked-workflow.js';
import { dependencyList, fromWorkflowRead, toWorkflowJson } from './workflow-json.js';
import { type WorkflowOptions, workflowOptionNames } from './workflow-options.js';

/**
 * Jobs that wait for each other, and factories that make many jobs of one. The service runs it, also while no notebook
 * is open.
 *
 * @example
 * const workflow = await new Workflow({
 *   name: 'scan',
 *   jobs: [
 *     { name: 'point', tasks: [{ image: 'host', command: 'echo $temp' }] },
 *     { name: 'collect', tasks: [{ image: 'host', command: 'echo done' }] },
 *   ],
 *   factories: [new Zip({ jobs: ['point'], parameters: [new ParameterSet('temp', [1, 2])] })],
 *   dependencies: { point: ['collect'] },
 * }).run()
 */
export class Workflow {
  /** Letters, digits and `- _ . /`. */
  name: string;
  /** Its jobs, each with a name of its own. */
  jobs: (Job | JobOptions)[];
  /** Who waits for whom. */
  dependencies: (Dependency | DependencyOptions)[];
  /** What makes many jobs of one. */
  factories: FactoryOptions[];
  /** To find workflows by; keys of letters and digits. */
  labels: Record<string, string>;
  /** Retries, placement. */
  policies: WorkflowPolicies | WorkflowPoliciesOptions;
  /** Mails at the end; the embedded service sends none. */
  notifications: Notification<'workflowFinished'>[];
  #tracked: TrackedWorkflow | undefined;
  #submitted = '';
  /** The signal of the cell in which run() has shown the card. */
  #shownIn: AbortSignal | undefined;

  static {
    provideAccess({
      workflow: tracked => {
        const workflow = new Workflow(fromWorkflowRead(tracked.read));
        workflow.#tracked = tracked;
        workflow.#submitted = JSON.stringify(workflow);
        return workflow;
      },
      trackedWorkflow: workflow => workflow.#tracked,
    });
  }

  constructor(options: WorkflowOptions = {}) {
    refuseUnknownOptions(options);
    this.name = options.name ?? 'workflow';
    this.jobs = [...(options.jobs ?? [])];
    this.dependencies = dependencyList(options.dependencies);
    this.factories = [...(options.factories ?? [])];
    this.labels = { ...options.labels };
    this.policies = new WorkflowPolicies(options.policies);
    this.notifications = [...(options.notifications ?? [])];
  }

  /** The id that the service gave; undefined until the workflow is submitted. */
  get id(): number | undefined {
    return this.#tracked?.id;
  }

  /** The state as it was known last; undefined until the workflow is submitted. `status()` asks for it. */
  get state(): JobState | (string & {}) | undefined {
    return this.#tracked?.read.status;
  }

  /** Why the workflow is in its state, where the service says. */
  get reason(): string | undefined {
    return this.#tracked?.read.statusReason;
  }

  /** How many jobs there are, and how many have succeeded (`done`), failed, run or wait, as it was known last. */
  get progress(): WorkflowProgress | undefined {
    return this.#tracked?.read.progress;
  }

  /** True when all jobs have succeeded. */
  get succeeded(): boolean {
    return this.#tracked?.succeeded ?? false;
  }

  /** When the workflow was submitted, started and ended, as far as it is known. */
  get times(): { created?: Date; started?: Date; ended?: Date } {
    return timesOf(this.#tracked?.read.events);
  }

  /**
   * Submits the workflow, without waiting or showing anything. Each call submits anew.
   * @throws {InvalidJobError | ShellSyntaxError | ServiceError}
   */
  async create(options: SignalOption = {}): Promise<this> {
    const json = this.toJSON();
    const { submitWorkflow } = await import('./submit/submit-workflow.js');
    this.#tracked = await submitWorkflow(json, options.signal);
    this.#submitted = JSON.stringify(json);
    this.#shownIn = undefined;
    return this;
  }

  /**
   * Runs the workflow to its end, with a live card. As with a job, the same workflow that is active or has succeeded is
   * followed or shown, whichever kernel submitted it; one that failed is not, and `fresh` submits anew.
   * @throws {WorkflowFailedError} when it ends without success, unless `check` is false
   * @throws {DetachedError} when the cell is interrupted; the workflow goes on
   */
  async run(options: RunOptions = {}): Promise<this> {
    const json = JSON.stringify(this);
    const own = this.#submitted === json ? this.#tracked : undefined;
    const { followWorkflow, workflowToFollow } = await import('./run-workflow.js');
    const { workflow, found } = await workflowToFollow(this, options, own);
    this.#tracked = workflow;
    this.#submitted = json;
    this.#shownIn = displayPort().signal();
    await followWorkflow(workflow, options, found);
    return this;
  }

  /**
   * Waits for the end of the workflow, whatever its end.
   * @throws {WaitTimeoutError} after `timeout` seconds
   * @throws {DetachedError} when the cell is interrupted
   */
  async wait(options: WaitOptions = {}): Promise<this> {
    const tracked = this.#need('wait()');
    const { waitForWorkflow } = await import('./wait/wait-for-end.js');
    await waitForWorkflow(tracked, options);
    return this;
  }

  /** Asks the service for the state of the workflow. */
  async status(options: SignalOption = {}): Promise<JobState | (string & {})> {
    const { status } = await this.#need('status()').refresh(options.signal);
    return status;
  }

  /**
   * The jobs that were made so far, in the order of their ids; of one that was tried again each try. Those that wait
   * for others are not made yet.
   * @param name only those of this job of the workflow
   */
  async listJobs(name?: string, options: SignalOption = {}): Promise<Job[]> {
    const { client, id, read } = this.#need('listJobs()');
    const found = await client.workflows.jobs(id, options.signal, true);
    const prefix = `${read.name}/${name}`;
    return found
      .filter(job => name === undefined || job.name === prefix || job.name.startsWith(`${prefix}/`))
      .sort((a, b) => a.id - b.id)
      .map(job => restoredJob(new TrackedJob(client, job)));
  }

  /**
   * One job by its name in the workflow, and of a factory's jobs by its number, from 0; the last try of it.
   * @throws {InvalidJobError} when it is not made yet, or there is none
   *
   * @example
   * const third = await workflow.job('point', 2)
   */
  async job(name: string, index?: number, options: SignalOption = {}): Promise<Job> {
    const { read } = this.#need('job()');
    const full = [read.name, name, ...(index === undefined ? [] : [index])].join('/');
    const found = (await this.listJobs(name, options)).findLast(job => job.name === full);
    if (found) return found;
    throw new InvalidJobError(
      `job '${full}'`,
      `is not there (yet): workflow ${this.id} is ${this.state}. await workflow.listJobs() has those that were made`,
    );
  }

  /**
   * Saves all that the jobs have made below a folder, for each job in one that is named after it and its parameters:
   * `point-temp=1.2`.
   * @returns the paths that were saved
   * @throws {OutputError} `not-finished`
   */
  async download(folder: string, options: SignalOption = {}): Promise<string[]> {
    const { downloadAll } = await import('./transfers/download-outputs.js');
    return downloadAll(this.#need('download()'), folder, options);
  }

  /** Runs the jobs that did not succeed again, and what waited for them, as a new workflow, which is returned. */
  async rerun(options: SignalOption = {}): Promise<Workflow> {
    const { client, id } = this.#need('rerun()');
    return restored(client, await client.workflows.rerun(id, options.signal), options);
  }

  /** Submits the workflow as the service has it once more; the new one. */
  async clone(options: SignalOption = {}): Promise<Workflow> {
    const { client, id } = this.#need('clone()');
    return restored(client, await client.workflows.clone(id, options.signal), options);
  }

  /** Ends the workflow and all its jobs, if it is still active. Nothing else does. */
  async cancel(options: SignalOption = {}): Promise<void> {
    const tracked = this.#need('cancel()');
    await cancelTracked(
      tracked,
      () => tracked.client.workflows.delete(tracked.id, options.signal),
      options.signal,
    );
  }

  /** PROMINENCE's name for {@link Workflow.cancel}. */
  delete(options: SignalOption = {}): Promise<void> {
    return this.cancel(options);
  }

  /** Takes the finished workflow, which the policy `leaveInQueue` keeps there, out of the list of active ones. */
  async remove(options: SignalOption = {}): Promise<void> {
    const { client, id } = this.#need('remove()');
    await client.workflows.remove(id, options.signal);
  }

  /** The workflow as PROMINENCE's JSON, its jobs with their defaults. */
  toJSON(): Record<string, unknown> {
    return toWorkflowJson(this);
  }

  /** A card with the state as it is now; nothing in the cell whose `run()` shows it already. */
  async [jupyterDisplay](): Promise<MimeBundle> {
    if (this.#shownIn && this.#shownIn === displayPort().signal()) return {};
    if (!this.#tracked) return { 'text/plain': inspect(this) };
    await this.#tracked.refresh();
    const { staticWorkflowCard } = await import('./live/live-workflow-card.js');
    return staticWorkflowCard(this.#tracked, { kept: true });
  }

  [inspect.custom](): string {
    const state = this.state ? ` (${this.state})` : '';
    return `Workflow ${this.id ?? '(not submitted)'}${this.name && ` ${this.name}`}${state}`;
  }

  #need(what: string): TrackedWorkflow {
    if (!this.#tracked) throw new NotSubmittedError(what, 'workflow');
    return this.#tracked;
  }
}

async function restored(
  client: TrackedWorkflow['client'],
  id: number,
  { signal }: SignalOption,
): Promise<Workflow> {
  return restoredWorkflow(new TrackedWorkflow(client, await client.workflows.get(id, signal)));
}

/** For those who write without types: a misspelt part would be a workflow without it. */
function refuseUnknownOptions(options: WorkflowOptions): void {
  const names: readonly string[] = workflowOptionNames;
  const unknown = Object.keys(options).find(key => !names.includes(key));
  if (unknown !== undefined) {
    throw new InvalidJobError(unknown, `is no part of a workflow; it may have ${names.join(', ')}`);
  }
}
