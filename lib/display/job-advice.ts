import type { JobRead, OutputRead } from '../model/job-read.js';
import { isFinal } from '../model/states.js';
import { attachByHand } from './by-hand.js';
import { failureCause } from './failure-cause.js';
import type { JobView } from './job-view.js';
import { code, type Phrase } from './phrases.js';
import { ago } from './words.js';

/** When the job was so, and how to follow it, where that does not last. */
export function byHand({ job, kept, now }: JobView): Phrase[] {
  if (!kept || isFinal(job.status)) return [];
  return attachByHand(`await jobs.get(${job.id})`, job.status, now);
}

/** What to do about a job that did not succeed. `stream`: where the log that is shown comes from. */
export function failureAdvice(
  job: JobRead,
  exitCode: number | undefined,
  stream: 'stdout' | 'stderr' | undefined,
): Phrase[][] {
  if (job.status === 'deleted') return [];
  const missing = jobOutputs(job).filter(output => output.url === '');
  const lost = missing.length > 0 ? `Not made: ${missing.map(output => output.name).join(', ')}.` : '';
  const said = [failureCause(job, exitCode), lost, stream ? '' : 'It printed nothing.'].filter(
    part => part !== '',
  );
  const text = `${said.join(' ')}${stream && said.length > 0 ? ' ' : ''}`;
  // The cell's own name for the job is not known here: this finds it in any cell.
  const all = code(`await (await jobs.get(${job.id})).${stream}()`);
  return [[{ text }, ...(stream ? [all, { text: ' has all of it.' }] : [])]];
}

/** Files and folders that the job was to make. */
export function jobOutputs(job: JobRead): OutputRead[] {
  return [...(job.outputFiles ?? []), ...(job.outputDirs ?? [])];
}

/** What else is to be said of how the job was found. */
export function notes({ note, attached, job, now }: JobView): Phrase[][] {
  const age = job.events.createTime === undefined ? 'earlier' : ago(now - job.events.createTime);
  const again: Phrase[] = [
    { text: `attached: the same job was submitted ${age} · ` },
    code('{ fresh: true }'),
    { text: ' submits another' },
  ];
  return [...(attached ? [again] : []), ...(note ? [[{ text: note }]] : [])];
}
