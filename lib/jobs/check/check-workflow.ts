import { inspect } from 'node:util';
import type { Capabilities } from '../../client/replies.js';
import { InvalidJobError } from '../../errors/invalid-job-error.js';
import { nearNames } from '../../errors/near-names.js';
import type { JobJson } from '../../model/job.js';
import { fillParameters } from '../../model/parameters.js';
import { type FactoryJson, type WorkflowJson, workflowSchema } from '../../model/workflow.js';
import { checkCommands, refuseLargeRequest, refuseWhatStockServersRefuse } from './check-job.js';
import { checked } from './explain-issue.js';

/**
 * Checks a workflow before it is sent: each job as by itself, and what can be seen from the whole only.
 * @throws {InvalidJobError} naming the field as users write it, what it is and what it may be
 * @throws {ShellSyntaxError} for a command that needs a shell, and for a `$name` that no factory gives
 */
export function checkedWorkflow(json: unknown, capabilities: Capabilities): WorkflowJson {
  const workflow = checked(workflowSchema, json);
  const names = jobNames(workflow);
  const factories = workflow.factories ?? [];
  for (const [i, factory] of factories.entries()) checkFactory(factory, `factories[${i}]`, names);
  checkDependencies(workflow.dependencies ?? {}, names);
  for (const [i, job] of workflow.jobs.entries()) {
    // Of two factories that name a job the last one holds.
    const factory = factories.findLast(each => each.jobs.includes(job.name!));
    checkCommands(job, `jobs[${i}].`, factory ? parameterNames(factory) : []);
    if (factory) checkQuotes(factory, job, `factories[${factories.indexOf(factory)}]`);
  }
  if (!capabilities.fractions) refuseTowardsStock(workflow);
  return workflow;
}

function jobNames({ jobs }: WorkflowJson): string[] {
  const names: string[] = [];
  for (const [i, { name }] of jobs.entries()) {
    const field = `jobs[${i}].name`;
    if (!name) throw new InvalidJobError(field, 'is missing: each job of a workflow needs a name of its own');
    if (names.includes(name)) {
      throw new InvalidJobError(field, `is '${name}', as that of another job; each needs its own`);
    }
    names.push(name);
  }
  return names;
}

function checkFactory(factory: FactoryJson, field: string, jobs: readonly string[]): void {
  for (const name of factory.jobs) known(name, `${field}.jobs`, jobs);
  if (factory.type === 'repeat') return;
  const names = parameterNames(factory);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new InvalidJobError(`${field}.parameters`, `has '${twice}' twice; give each its own name`);
  }
  const lengths = factory.parameters.map(({ values }) => values?.length);
  if (factory.type === 'zip' && new Set(lengths).size > 1) {
    throw new InvalidJobError(
      `${field}.parameters`,
      `has lists of ${lengths.join(', ')} values; the lists of a zip are equally long`,
    );
  }
}

/** Values are put into commands as text, before these are split into words: a quote in one would end another. */
function checkQuotes(factory: FactoryJson, job: JobJson, field: string): void {
  if (factory.type === 'repeat') return;
  const commands = job.tasks.map(({ cmd = '' }) => cmd);
  for (const [i, { name, values = [] }] of factory.parameters.entries()) {
    const bad = values.find(value => /['"\\]/.test(String(value)));
    if (bad === undefined || commands.every(cmd => fillParameters(cmd, { [name]: '' }) === cmd)) continue;
    throw new InvalidJobError(
      `${field}.parameters[${i}].values`,
      `has ${inspect(bad)}, whose quote or backslash would break the command of the job '${job.name}', which holds $${name}. ` +
        `Let a shell read it from the environment instead: sh\`program "$PROMINENCE_PARAMETER_${name}"\``,
    );
  }
}

function parameterNames(factory: FactoryJson): string[] {
  return factory.type === 'repeat' ? [] : factory.parameters.map(({ name }) => name);
}

function known(name: string, field: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const near = nearNames(name, names);
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it has ${names.slice(0, 10).join(', ')}`;
  throw new InvalidJobError(field, `names ${inspect(name)}, which is no job of this workflow; ${hint}`);
}

function checkDependencies(
  dependencies: Readonly<Record<string, readonly string[]>>,
  names: readonly string[],
): void {
  for (const [parent, children] of Object.entries(dependencies)) {
    for (const name of [parent, ...children]) known(name, 'dependencies', names);
  }
  // Take away who waits for nobody, again and again: who is left waits in a circle.
  const waiting = new Set(names);
  for (let before = -1; before !== waiting.size; ) {
    before = waiting.size;
    const blocked = new Set(Object.entries(dependencies).flatMap(([p, c]) => (waiting.has(p) ? c : [])));
    for (const name of waiting) if (!blocked.has(name)) waiting.delete(name);
  }
  if (waiting.size === 0) return;
  throw new InvalidJobError(
    'dependencies',
    `make a circle, in which no job could ever start: ${[...waiting].slice(0, 10).join(', ')} wait for each other, or behind it`,
  );
}

/** Our service takes more than PROMINENCE does: say so before the workflow is sent. */
function refuseTowardsStock(workflow: WorkflowJson): void {
  if (!workflow.name || /\s/.test(workflow.name)) {
    throw new InvalidJobError(
      'name',
      `is ${inspect(workflow.name)}; a PROMINENCE service needs a name without blanks for a workflow`,
    );
  }
  for (const [i, factory] of (workflow.factories ?? []).entries()) {
    if (factory.type !== 'parameterSweep' || !factory.parameters.some(({ values }) => values)) continue;
    throw new InvalidJobError(
      `factories[${i}].parameters`,
      'has a list of values; a PROMINENCE service takes start, end and step in a sweep. A Zip takes lists',
    );
  }
  for (const [i, job] of workflow.jobs.entries()) refuseWhatStockServersRefuse(job, `jobs[${i}].`);
  refuseLargeRequest(workflow, 'make the workflow');
}
