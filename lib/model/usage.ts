/** CPUs, and memory in GB. */
interface Capacity {
  cpus: number;
  memory: number;
}

/** A site, and what of it is free. */
export interface Machine {
  site: string;
  capacity: Capacity;
  free: Capacity;
}

/** CPU and wall time in hours. */
export interface UsageRow {
  cpuTime: number;
  wallTime: number;
  numberOfJobs: number;
}

/** Hours by user and by group. */
export interface Usage {
  users: Record<string, UsageRow>;
  groups: Record<string, UsageRow>;
}
