import type { JobRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import { hasSucceeded } from './job-outcome.js';
import type { Tone } from './tone.js';

/** How many jobs stand, counted as they change: what a look at it costs does not depend on their number. */
export class JobTally {
  /** Both have gaps where a job is still to come. */
  readonly #jobs: JobRead[] = [];
  readonly #tones: Tone[] = [];
  readonly #counts: Record<Tone, number> = { ok: 0, bad: 0, run: 0, wait: 0, off: 0 };
  /** Places of those that have failed. */
  readonly #failed = new Set<number>();
  #prefix: string | undefined;

  constructor(jobs: Iterable<JobRead> = []) {
    for (const job of jobs) this.set(this.total, job);
  }

  get total(): number {
    return this.ended + this.#counts.run + this.#counts.wait;
  }

  /** How many have ended, whatever their end. */
  get ended(): number {
    return this.#counts.ok + this.#counts.bad + this.#counts.off;
  }

  /** One for each job, in their order. */
  get tones(): readonly Tone[] {
    return this.#tones.filter(() => true);
  }

  count(tone: Tone): number {
    return this.#counts[tone];
  }

  /** The first in their order that have failed, whenever they did. */
  failed(most: number): JobRead[] {
    const places = [...this.#failed].sort((a, b) => a - b);
    return places.slice(0, most).map(place => this.#jobs[place]!);
  }

  /** The name of all jobs, or what their names begin with: `point` of `point 1`, `point 2`. */
  get name(): string {
    return (this.#prefix ?? '').replace(/[\s/_.-]+$/, '');
  }

  /** Takes how a job stands now. Its place in the order is any number: those before it may still be to come. */
  set(place: number, job: JobRead): void {
    const before = this.#tones[place];
    const tone = toneOf(job);
    this.#prefix = this.#prefix === undefined ? job.name : commonPrefix(this.#prefix, job.name);
    this.#jobs[place] = job;
    if (tone === before) return;
    this.#tones[place] = tone;
    this.#counts[tone]++;
    if (before) this.#counts[before]--;
    if (tone === 'bad') this.#failed.add(place);
    else this.#failed.delete(place);
  }
}

/** The word for how a job stands. */
export function toneOf(job: JobRead): Tone {
  if (job.status === 'running') return 'run';
  if (!isFinal(job.status)) return 'wait';
  if (job.status === 'deleted') return 'off';
  return hasSucceeded(job) ? 'ok' : 'bad';
}

function commonPrefix(a: string, b: string): string {
  if (b.startsWith(a)) return a;
  let length = 0;
  while (length < b.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}
