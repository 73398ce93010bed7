import type { JobJson } from '../../lib/model/job.js';
import type { Execution } from '../../lib/model/job-read.js';
import type { Parameters } from '../../lib/model/parameters.js';
import type { JobState } from '../../lib/model/states.js';
import type { SqlDatabase } from './database.js';
import type { JobRecord, StoredOutput, TaskEnvironment } from './job-record.js';

/** A state's place in an attempt: it may only grow. */
export const rank = { queued: 0, running: 1, ended: 2, cleaned: 3 } as const;

/** Selects jobs as `JobRows` reads them. */
export const selectJobs = 'SELECT jobs.*, environments, spec FROM jobs LEFT JOIN specs ON specs.id = jobs.id';

/** Returns a job that is updated as `JobRows` reads it. */
export const returningJob = `RETURNING *, (SELECT environments FROM specs WHERE specs.id = jobs.id) AS environments,
  (SELECT spec FROM specs WHERE specs.id = jobs.id) AS spec`;

/** A row of the table `jobs`, with that of `specs`, which jobs of workflows have not. */
export interface JobRow {
  id: number;
  name: string;
  status: JobState;
  reason: string | null;
  attempt: number;
  deleting: number;
  changed: number;
  cpus: number;
  memory: number;
  workflow_id: number | null;
  step: number | null;
  instance: number | null;
  node_try: number;
  parameters: string | null;
  spec: string | null;
  environments: string | null;
  queue_deadline: number | null;
  create_time: number;
  start_time: number | null;
  end_time: number | null;
  execution: string;
  outputs: string;
}

/** What the jobs of a step have in common. */
interface Template {
  readonly name: string;
  readonly hasFactory: boolean;
  readonly spec: JobJson;
  readonly environments: readonly TaskEnvironment[];
}

/** Characters of JSON: what is kept of templates that were read. */
const templateMemory = 2 ** 24;

/** Reads rows of `jobs`. Steps never change, so that the last ones are kept: a list may hold thousands of their jobs. */
export class JobRows {
  readonly #templates = new Map<string, Template>();
  #size = 0;

  constructor(private readonly database: SqlDatabase) {}

  /** A job as it stands in the store. */
  read(row: JobRow): JobRecord {
    const template = row.workflow_id === null ? undefined : this.#template(row.workflow_id, row.step!);
    return {
      id: row.id,
      name: template ? `${template.name}${template.hasFactory ? `/${row.instance}` : ''}` : row.name,
      workflow: template ? { id: row.workflow_id!, step: row.step!, instance: row.instance! } : null,
      parameters: row.parameters === null ? null : (JSON.parse(row.parameters) as Parameters),
      changed: row.changed,
      status: row.status,
      reason: row.reason,
      attempt: row.attempt,
      deleting: row.deleting !== 0,
      cpus: row.cpus,
      memory: row.memory,
      spec: template?.spec ?? (JSON.parse(row.spec!) as JobJson),
      environments: template?.environments ?? (JSON.parse(row.environments!) as TaskEnvironment[]),
      queueDeadline: row.queue_deadline,
      createTime: row.create_time,
      startTime: row.start_time,
      endTime: row.end_time,
      execution: JSON.parse(row.execution) as Execution,
      outputs: JSON.parse(row.outputs) as StoredOutput[],
    };
  }

  #template(workflowId: number, step: number): Template {
    const key = `${workflowId}/${step}`;
    const known = this.#templates.get(key);
    if (known) return known;
    const row = this.database
      .prepare(
        `SELECT workflows.name AS workflow, templates.name, spec, environments, factory FROM templates
           JOIN workflows ON workflows.id = workflow_id WHERE workflow_id = ? AND position = ?`,
      )
      .get(workflowId, step) as {
      workflow: string;
      name: string;
      spec: string;
      environments: string;
      factory: string | null;
    };
    const template = {
      name: row.workflow === '' ? row.name : `${row.workflow}/${row.name}`,
      hasFactory: row.factory !== null,
      spec: JSON.parse(row.spec) as JobJson,
      environments: JSON.parse(row.environments) as TaskEnvironment[],
    };
    this.#size += row.spec.length + row.environments.length;
    if (this.#size > templateMemory) {
      this.#templates.clear();
      this.#size = row.spec.length + row.environments.length;
    }
    this.#templates.set(key, template);
    return template;
  }
}
