import { join } from 'node:path';

/** Where an attempt of a job keeps its files. */
export class JobFolder {
  readonly root: string;
  /** HOME and default working directory of the tasks. */
  readonly scratch: string;
  /** TMPDIR of the tasks. */
  readonly temporary: string;
  /** The runner's notes to itself. */
  readonly state: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly journal: string;
  /** What the runner itself complained of. */
  readonly runnerLog: string;
  /** The variables with which it calls the service. */
  readonly access: string;
  /** Exists once everything that the runner needs is there. */
  readonly staged: string;
  /** Made by the runner: from then on the attempt is never started again. */
  readonly started: string;

  constructor(jobs: string, job: { readonly id: number; readonly attempt: number }) {
    this.root = join(jobs, String(job.id), String(job.attempt));
    this.scratch = join(this.root, 'scratch');
    this.temporary = join(this.root, 'tmp');
    this.state = join(this.root, 'state');
    this.stdout = join(this.root, 'stdout');
    this.stderr = join(this.root, 'stderr');
    this.journal = join(this.root, 'journal');
    this.runnerLog = join(this.root, 'runner.log');
    this.access = join(this.root, 'access.json');
    this.staged = join(this.root, 'staged.json');
    this.started = join(this.root, 'started');
  }
}
