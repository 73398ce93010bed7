import { inspect } from 'node:util';
import { InvalidJobError } from '../errors/invalid-job-error.js';
import type { JobRead, OutputRead } from '../model/job-read.js';
import { userLabels } from '../model/submission-label.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { Job } from './job.js';
import { defined, fromJobRead, nonEmpty } from './job-json.js';
import type { JobOptions } from './job-options.js';
import { Dependency, type DependencyOptions, nameOf } from './parts/dependency.js';
import {
  type FactoryOptions,
  ParameterSet,
  ParameterSweep,
  type ParameterValue,
  Repeat,
  Zip,
} from './parts/factories.js';
import type { WorkflowOptions, WorkflowParts } from './workflow-options.js';

/**
 * The workflow as PROMINENCE's JSON. Fields that are not known pass through, so that the check can name them.
 */
export function toWorkflowJson(parts: WorkflowParts): Record<string, unknown> {
  return defined({
    name: parts.name,
    labels: nonEmpty(parts.labels),
    jobs: parts.jobs.map(jobJson),
    dependencies: nonEmpty(dependenciesJson(parts.dependencies)),
    factories: nonEmpty(parts.factories.map(factoryJson)),
    policies: nonEmpty(defined({ ...parts.policies })),
    notifications: nonEmpty(parts.notifications.map(notification => ({ ...notification }))),
  });
}

/** The parts of a workflow that the service knows. */
export function fromWorkflowRead(read: WorkflowRead): WorkflowOptions {
  const { jobs, dependencies, factories, policies, notifications } = read as WorkflowRead & {
    jobs?: readonly WorkflowJobRead[];
    dependencies?: Record<string, string[]>;
    factories?: readonly (FactoryOptions & { num?: number })[];
    policies?: WorkflowOptions['policies'];
    notifications?: WorkflowOptions['notifications'];
  };
  return {
    name: read.name,
    labels: userLabels(read.labels),
    jobs: (jobs ?? []).map(job => new Job(fromJobRead(asRead(job)))),
    dependencies,
    factories: (factories ?? []).map(restoredFactory),
    policies,
    notifications,
  };
}

/** A job inside a workflow is as it was submitted: it names its outputs, and has no id. */
type WorkflowJobRead = Omit<JobRead, 'id' | 'status' | 'events' | 'outputFiles' | 'outputDirs'> & {
  readonly outputFiles?: readonly string[];
  readonly outputDirs?: readonly string[];
};

function asRead({ outputFiles = [], outputDirs = [], ...rest }: WorkflowJobRead): JobRead {
  const output = (name: string): OutputRead => ({ name, url: '' });
  return {
    ...rest,
    id: 0,
    status: '',
    events: {},
    outputFiles: outputFiles.map(output),
    outputDirs: outputDirs.map(output),
  } as JobRead;
}

function restoredFactory(factory: FactoryOptions & { num?: number }): FactoryOptions {
  if (factory.type === 'repeat') return new Repeat({ ...factory, number: factory.number ?? factory.num! });
  const parameters = (factory.parameters ?? []).map(({ name, start, end, step, values }) =>
    values
      ? new ParameterSet(name, values as ParameterValue[])
      : new ParameterSet(name, { start: start!, end: end!, step: step! }),
  );
  return new (factory.type === 'zip' ? Zip : ParameterSweep)({ ...factory, parameters });
}

/** The dependencies as a list, which can be added to. */
export function dependencyList(given: WorkflowOptions['dependencies']): (Dependency | DependencyOptions)[] {
  if (!given) return [];
  if (Array.isArray(given)) return [...given];
  return Object.entries(given as Record<string, readonly string[]>).map(
    ([parent, children]) => new Dependency(parent, children),
  );
}

function jobJson(job: Job | JobOptions, i: number): Record<string, unknown> {
  if (typeof job !== 'object' || job === null || job instanceof Promise) {
    throw new InvalidJobError(
      `jobs[${i}]`,
      `is ${inspect(job, { depth: 0 })}; give it as new Job({ name, tasks }), or { name, tasks }`,
    );
  }
  return job instanceof Job ? job.toJSON() : new Job(job).toJSON();
}

/** Several dependencies of one parent are one on the wire. */
function dependenciesJson(dependencies: WorkflowParts['dependencies']): Record<string, string[]> {
  const byParent = new Map<string, string[]>();
  for (const [i, dependency] of dependencies.entries()) {
    const parent = nameOf(dependency.parent);
    const children = dependency.children.map(nameOf);
    if (parent === '' || children.includes('')) {
      throw new InvalidJobError(
        `dependencies[${i}]`,
        'has a job without a name: give each job of the workflow a name of its own',
      );
    }
    byParent.set(parent, [...new Set([...(byParent.get(parent) ?? []), ...children])]);
  }
  return Object.fromEntries(byParent);
}

function factoryJson(factory: FactoryOptions): Record<string, unknown> {
  const { jobs, name, ...rest } = factory;
  const parameters =
    'parameters' in rest && rest.parameters
      ? { parameters: rest.parameters.map(each => defined({ ...each })) }
      : {};
  return defined({ ...rest, ...parameters, name: name ?? '', jobs: (jobs ?? []).map(nameOf) });
}
