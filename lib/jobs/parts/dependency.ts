/** A job of the workflow, or its name. */
export type JobReference = string | { readonly name?: string | undefined };

/** Jobs that wait for another one. */
export interface DependencyOptions {
  /** The job that goes first. */
  parent: JobReference;
  /** Those that start when it has succeeded. */
  children: readonly JobReference[];
}

/**
 * Jobs of a workflow that start when another one has succeeded; of a factory's job, when all its instances have.
 *
 * @example
 * workflow.dependencies.push(new Dependency(prepare, [left, right]))
 */
export class Dependency implements DependencyOptions {
  children: JobReference[];

  constructor(
    /** The job that goes first. */
    public parent: JobReference,
    children: JobReference | readonly JobReference[],
  ) {
    this.children = Array.isArray(children) ? [...children] : [children as JobReference];
  }
}

/** The name by which a workflow knows a job. */
export function nameOf(job: JobReference): string {
  return typeof job === 'string' ? job : (job?.name ?? '');
}
