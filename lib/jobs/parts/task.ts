/** What a task is made of. */
export interface TaskOptions {
  /**
   * The container image: a registry reference, the name of an uploaded image, or `'host'` for the machine itself.
   * Without one, the embedded service runs the task on the machine itself too.
   */
  image?: string | undefined;
  /**
   * The command line. It is split into words as a shell does, but no shell runs it: write `sh` before the template
   * for pipes, redirection and variables. Without a command the image's own entry point runs.
   */
  command?: string | undefined;
  /** Variables of the environment. */
  env?: Record<string, string | number | boolean> | undefined;
  /** Working directory; a relative one lies below the job's folder. @default the job's folder */
  workdir?: string | undefined;
  /** `sidecar` tasks run beside the others; the MPI types wrap the command with `mpirun`. @default 'basic' */
  type?: 'basic' | 'sidecar' | 'openmpi' | 'mpich' | 'intelmpi' | undefined;
  /** The container runtime; the embedded service has none. @default 'udocker' for saved images (.tar, .tgz), else 'singularity' */
  runtime?: 'singularity' | 'udocker' | undefined;
  /** MPI processes on each node. @default the CPUs of the node */
  procsPerNode?: number | undefined;
  /** The app of a Singularity image to run. */
  app?: string | undefined;
  /** A file in the job's folder that gets this task's output as well. */
  stdout?: string | undefined;
  /** For a private registry. A PROMINENCE service shows it to whoever may read the job. */
  imagePullCredential?: { username: string; token: string } | undefined;
}

/**
 * One command in one container image. The tasks of a job run one after the other in the same folder.
 *
 * @example
 * const task = new Task({ image: 'lammps/lammps', command: 'lmp -in in.lj' })
 * task.env = { OMP_NUM_THREADS: 1 }
 */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: every field may be absent, and the constructor takes them all
export class Task {
  constructor(options: TaskOptions = {}) {
    Object.assign(this, options);
  }
}

export interface Task extends TaskOptions {}
