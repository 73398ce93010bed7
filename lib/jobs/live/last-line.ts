import type { TrackedJob } from '../tracked-job.js';
import { StreamTail } from '../wait/stream-tail.js';

/** The last line that a job printed, of its standard error if there is one; empty where it cannot be had. */
export async function lastLine(job: TrackedJob): Promise<string> {
  for (const stream of ['stderr', 'stdout'] as const) {
    const tail = new StreamTail(job, stream);
    await tail.read().catch(() => {});
    const line = tail.text.trimEnd().split('\n').at(-1)!;
    if (line.trim() !== '') return line;
  }
  return '';
}
