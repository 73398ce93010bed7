import { join } from 'node:path';

/** Where an attempt of a job keeps its files. */
export class JobFolder {
  /** Its place below the folder of all jobs. */
  readonly place: string;
  readonly root: string;
  /** HOME and default working directory of the tasks. */
  readonly scratch: string;
  /** TMPDIR of the tasks. */
  readonly temporary: string;
  /** Notes of the runner to itself, and what the service packs; made by who needs it. */
  readonly state: string;
  /** Exists once wall time and memory are watched. */
  readonly watched: string;
  readonly stdout: string;
  readonly stderr: string;
  /** Made by the runner: from then on the attempt is never started again. What it complained of is between the lines. */
  readonly journal: string;
  /** Exists once everything that the runner needs is there; see {@link Staged}. */
  readonly staged: string;

  constructor(jobs: string, job: { readonly id: number; readonly attempt: number }) {
    this.place = join(String(job.id), String(job.attempt));
    this.root = join(jobs, this.place);
    this.scratch = join(this.root, 'scratch');
    this.temporary = join(this.root, 'tmp');
    this.state = join(this.root, 'state');
    this.watched = join(this.root, 'watched');
    this.stdout = join(this.root, 'stdout');
    this.stderr = join(this.root, 'stderr');
    this.journal = join(this.root, 'journal');
    this.staged = join(this.root, 'staged.json');
  }
}
