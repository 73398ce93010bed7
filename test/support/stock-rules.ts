type Json = Record<string, unknown>;

const jobFields =
  'name labels resources tasks inputs artifacts outputFiles outputDirs storage policies notifications';
const taskFields =
  'image runtime cmd env workdir type procsPerNode app stdout imagePullCredential imageSha256';
const resourceFields = 'cpus cpusRange cpusOptions totalCpusRange memory memoryPerCpu disk nodes walltime';
const policyFields =
  'maximumRetries maximumTaskRetries maximumTimeInQueue maximumIdleTimePerResource leaveInQueue ignoreTaskFailures ' +
  'reportJobSuccessOnTaskFailure runSerialTasksOnAllNodes priority placement autoScalingType preemptible';
const workflowFields = 'name labels jobs dependencies factories policies notifications storage';

/** Why the published server refuses a job; undefined when it takes it. */
export function refusedJob(job: Json): string | undefined {
  const resources = (job['resources'] ?? {}) as Json;
  const policies = (job['policies'] ?? {}) as Json;
  const tasks = (job['tasks'] ?? []) as Json[];
  return (
    unknownField(job, jobFields) ??
    unknownField(resources, resourceFields) ??
    unknownField(policies, policyFields) ??
    tasks.map(task => unknownField(task, taskFields)).find(refusal => refusal) ??
    Object.entries((job['labels'] ?? {}) as Json)
      .filter(([key, value]) => !/^[A-Za-z0-9]+$/.test(key) || !/^[\w\-./]+$/.test(String(value)))
      .map(([key]) => `invalid label ${key}`)[0] ??
    (tasks.length === 0 ? 'no tasks' : undefined) ??
    (tasks.every(task => task['image'] && task['runtime']) ? undefined : 'image and runtime are required') ??
    (['cpus', 'cpusRange', 'cpusOptions'].filter(field => field in resources).length === 1
      ? undefined
      : 'exactly one of cpus, cpusRange and cpusOptions is required') ??
    ['cpus', 'memory', 'memoryPerCpu', 'disk', 'nodes', 'walltime']
      .filter(field => field in resources && !Number.isInteger(resources[field]))
      .map(field => `${field} must be an integer`)[0]
  );
}

/** Why the published server refuses a workflow; undefined when it takes it. */
export function refusedWorkflow(workflow: Json): string | undefined {
  const factories = (workflow['factories'] ?? []) as Json[];
  return (
    unknownField(workflow, workflowFields) ??
    ((workflow['jobs'] ?? []) as Json[]).map(refusedJob).find(refusal => refusal) ??
    (/^\S+$/.test(String(workflow['name'] ?? '')) ? undefined : 'a name without blanks is required') ??
    (factories.every(({ type, number }) => type !== 'repeat' || Number.isInteger(number))
      ? undefined
      : 'number is required')
  );
}

function unknownField(value: Json, fields: string): string | undefined {
  const unknown = Object.keys(value).find(key => !fields.split(' ').includes(key));
  return unknown === undefined ? undefined : `invalid field ${unknown}`;
}
