/** What a job needs of a machine. */
export interface ResourcesOptions {
  /** CPU cores on each node. @default 1 */
  cpus?: number | undefined;
  /** Least and most CPU cores, instead of `cpus`; more is preferred. */
  cpusRange?: [min: number, max: number] | undefined;
  /** Two numbers of CPU cores that would do, instead of `cpus`; the second is preferred. */
  cpusOptions?: [second: number, preferred: number] | undefined;
  /** Least and most CPU cores of all nodes together. */
  totalCpusRange?: [min: number, max: number] | undefined;
  /** GB on each node. @default 1 */
  memory?: number | undefined;
  /** GB for each CPU core, instead of `memory`. */
  memoryPerCpu?: number | undefined;
  /** GB of scratch space. @default 10 */
  disk?: number | undefined;
  /** Machines, for tasks of an MPI type; the embedded service has one. @default 1 */
  nodes?: number | undefined;
  /** Minutes that all tasks may take together. @default what the service says; 720 for PROMINENCE */
  walltime?: number | undefined;
}

/**
 * What a job needs of a machine. Unset fields mean PROMINENCE's defaults: one CPU, 1 GB of memory, 10 GB of disk, one node.
 *
 * @example
 * job.resources = new Resources({ cpus: 4, memory: 8, walltime: 30 })
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every field may be absent, and the constructor takes them all
export class Resources {
  constructor(options: ResourcesOptions = {}) {
    Object.assign(this, options);
  }
}

export interface Resources extends ResourcesOptions {}
