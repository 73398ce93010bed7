import { jobSchema } from '../../lib/model/job.js';
import { workflowAsMeant } from '../../lib/model/misspelt.js';
import { fillJob } from '../../lib/model/parameters.js';
import { type FactoryJson, type WorkflowJson, workflowSchema } from '../../lib/model/workflow.js';
import type { NewStep, NewWorkflow } from '../store/workflow-record.js';
import { countParents, DependencyError, readDependencies } from '../workflows/dependencies.js';
import { factorySize, parametersOf } from '../workflows/factories.js';
import { ApiError } from './api-error.js';
import { parseBody } from './request.js';
import { checkJob } from './submission.js';
import type { SubmissionContext } from './submission-context.js';

/** Jobs that one workflow may stand for: a mistyped step must not fill the disk. */
const mostJobs = 100_000;

/**
 * Checks a submitted workflow completely, as a job is, and what can be seen from the whole: names, cycles, factories.
 *
 * @throws {ApiError} 400, names the field, what it got and what it may be.
 */
export function checkWorkflow(body: unknown, context: SubmissionContext): NewWorkflow {
  const spec = parseBody(workflowAsMeant(body), workflowSchema);
  checkNames(spec);
  const factories = factoriesByJob(spec);
  const children = dependenciesOf(spec);
  const parents = countParents(children);
  const sizes = spec.jobs.map(({ name }) => {
    const factory = factories.get(name!);
    return factory ? factorySize(factory) : 1;
  });
  const total = sizes.reduce((all, size) => all + size, 0);
  if (total > mostJobs) {
    throw new ApiError(
      400,
      `The workflow stands for ${total} jobs, and may for ${mostJobs} at most. Use larger steps or fewer values, ` +
        'or several workflows.',
    );
  }
  const steps = spec.jobs.map((job, position): NewStep => {
    const { placement } = spec.policies ?? {};
    const template = placement ? { ...job, policies: { ...job.policies, placement } } : job;
    const factory = factories.get(job.name!);
    return {
      name: job.name!,
      spec: template,
      ...checkStep(template, factory, sizes[position]!, `jobs[${position}].`, context),
      factory,
      total: sizes[position]!,
      children: children[position]!,
      parents: parents[position]!,
    };
  });
  return { spec, steps };
}

function checkNames({ jobs }: WorkflowJson): void {
  const seen = new Map<string, number>();
  for (const [position, { name }] of jobs.entries()) {
    const field = `jobs[${position}].name`;
    if (!name)
      throw new ApiError(400, `${field}: is missing. Each job of a workflow needs a name of its own.`);
    const before = seen.get(name);
    if (before !== undefined) {
      throw new ApiError(
        400,
        `${field}: got ${JSON.stringify(name)}, which jobs[${before}] has too. Each job needs its own.`,
      );
    }
    seen.set(name, position);
  }
}

/** The factory of each job that has one; of two that name it the last holds, as in PROMINENCE. */
function factoriesByJob({ jobs, factories }: WorkflowJson): Map<string, FactoryJson> {
  const known = new Set(jobs.map(job => job.name));
  const byJob = new Map<string, FactoryJson>();
  for (const [position, factory] of (factories ?? []).entries()) {
    const field = `factories[${position}]`;
    for (const name of factory.jobs) {
      if (!known.has(name)) {
        throw new ApiError(400, `${field}.jobs: there is no job ${JSON.stringify(name)} in this workflow`);
      }
      byJob.set(name, factory);
    }
    if (factory.type !== 'repeat') checkParameters(factory, field);
  }
  return byJob;
}

function checkParameters(
  { type, parameters }: Exclude<FactoryJson, { type: 'repeat' }>,
  field: string,
): void {
  const names = parameters.map(parameter => parameter.name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new ApiError(
      400,
      `${field}.parameters: has ${JSON.stringify(twice)} twice. Give each its own name.`,
    );
  }
  const lengths = parameters.map(parameter => parameter.values?.length);
  if (type === 'zip' && new Set(lengths).size > 1) {
    throw new ApiError(
      400,
      `${field}.parameters: have ${lengths.join(', ')} values. All lists of a zip must be equally long.`,
    );
  }
}

function dependenciesOf({ jobs, dependencies }: WorkflowJson): readonly (readonly number[])[] {
  try {
    const names = jobs.map(job => job.name!);
    return readDependencies(names, dependencies ?? {});
  } catch (error) {
    if (error instanceof DependencyError) throw new ApiError(400, error.message, { cause: error });
    throw error;
  }
}

/** Checks a template, and every job it stands for where the parameters could make one wrong. */
function checkStep(
  template: NewStep['spec'],
  factory: FactoryJson | undefined,
  total: number,
  at: string,
  context: SubmissionContext,
): Pick<NewStep, 'environments' | 'cpus' | 'memory'> {
  if (!factory || factory.type === 'repeat') return checkJob(template, context, at);
  const parameters = parametersOf(factory);
  const names = factory.parameters.map(parameter => parameter.name);
  const uses = (text: string) =>
    names.some(name => text.includes(`$${name}`) || text.includes(`\${${name}}`));
  const hasText = factory.parameters.some(({ values }) => values?.some(value => typeof value === 'string'));
  const each = hasText || (template.artifacts ?? []).some(artifact => uses(artifact.url));
  const check = (instance: number) => {
    const job = fillJob(template, parameters(instance)!);
    // Names of files are to be safe also with the parameters in them.
    parseBody(job, jobSchema, at);
    return checkJob(job, context, at);
  };
  const checked = check(0);
  for (let instance = 1; each && instance < total; instance += 1) check(instance);
  return checked;
}
