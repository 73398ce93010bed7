import type { JobRead } from '../model/job-read.js';
import { isFinal, isQueued } from '../model/states.js';
import type { WorkflowRead } from '../model/workflow-read.js';
import { hasSucceeded } from './job-outcome.js';

/** A job of a workflow, with how many it stands for and how they stand. */
export interface Step {
  readonly name: string;
  readonly total: number;
  readonly done: number;
  readonly failed: number;
  readonly running: number;
  readonly queued: number;
  /** How far from the start, counted in jobs: its column. */
  readonly level: number;
  /** Places of the steps that wait for it. */
  readonly children: readonly number[];
}

/** What the detail form of a workflow has of its structure. */
interface Structure {
  readonly jobs?: readonly { readonly name?: string }[];
  readonly dependencies?: Readonly<Record<string, readonly string[]>>;
  readonly factories?: readonly Factory[];
}

interface Factory {
  readonly type?: string;
  readonly jobs?: readonly string[];
  readonly number?: number;
  readonly num?: number;
  readonly parameters?: readonly Range[];
}

interface Range {
  readonly values?: readonly unknown[];
  readonly start?: number;
  readonly end?: number;
  readonly step?: number;
}

/** The jobs of a workflow in the order in which they were given, with counts of what they stand for. */
export function workflowSteps(workflow: WorkflowRead, jobs: readonly JobRead[]): Step[] {
  const { jobs: templates = [], dependencies = {}, factories = [] } = workflow as Structure;
  const names = templates.map(({ name }) => name ?? '');
  const place = new Map(names.map((name, i) => [name, i]));
  const children = names.map(name =>
    (dependencies[name] ?? []).flatMap(child => (place.has(child) ? place.get(child)! : [])),
  );
  const levels = levelsOf(children);
  const states = newestStates(jobs, workflow.name);
  return names.map((name, i) => {
    const mine = states.get(name) ?? [];
    const count = (test: (job: JobRead) => boolean) => mine.filter(test).length;
    const factory = factories.findLast(each => each.jobs?.includes(name));
    const done = count(hasSucceeded);
    return {
      name,
      total: Math.max(factory ? sizeOf(factory) : 1, mine.length),
      done,
      failed: count(job => isFinal(job.status)) - done,
      running: count(job => job.status === 'running'),
      queued: count(job => isQueued(job.status)),
      level: levels[i]!,
      children: children[i]!,
    };
  });
}

/** By name of the step; a job that was tried again counts as its last try. */
function newestStates(jobs: readonly JobRead[], workflow: string): Map<string, JobRead[]> {
  const newest = new Map<string, JobRead>();
  for (const job of jobs) {
    if ((newest.get(job.name)?.id ?? -1) < job.id) newest.set(job.name, job);
  }
  const byStep = new Map<string, JobRead[]>();
  for (const job of newest.values()) {
    const step = stepOf(job, workflow);
    const same = byStep.get(step);
    if (same) same.push(job);
    else byStep.set(step, [job]);
  }
  return byStep;
}

/** Of `scan/point/3` it is `point`. */
function stepOf({ name, parameters }: JobRead, workflow: string): string {
  const own = name.startsWith(`${workflow}/`) ? name.slice(workflow.length + 1) : name;
  return parameters || /\/\d+$/.test(own) ? own.replace(/\/\d+$/, '') : own;
}

/** The longest way from a start to each step. The service has refused circles. */
function levelsOf(children: readonly (readonly number[])[]): number[] {
  const levels = children.map(() => 0);
  for (let changed = true, round = 0; changed && round <= children.length; round++) {
    changed = false;
    for (const [parent, list] of children.entries()) {
      for (const child of list) {
        if (levels[child]! > levels[parent]!) continue;
        levels[child] = levels[parent]! + 1;
        changed = true;
      }
    }
  }
  return levels;
}

function sizeOf({ type, number, num, parameters = [] }: Factory): number {
  if (type === 'repeat') return number ?? num ?? 1;
  const sizes = parameters.map(rangeSize);
  return type === 'zip' ? (sizes[0] ?? 1) : sizes.reduce((product, size) => product * size, 1);
}

function rangeSize({ values, start = 0, end = 0, step = 1 }: Range): number {
  // Sums of decimal fractions miss their end by a hair.
  return values ? values.length : Math.floor((end - start) / step + 1e-9) + 1;
}
