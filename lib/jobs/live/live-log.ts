import type { JobStream } from '../../client/service-client.js';
import { logView } from '../../display/log-view.js';
import type { TrackedJob } from '../tracked-job.js';
import { StreamTail } from '../wait/stream-tail.js';
import { LiveDisplay } from './live-display.js';

/** Shows what a job prints, as it comes, until its end; the cell need not wait for that. */
export function showLog(job: TrackedJob, stream: JobStream): void {
  const tail = new StreamTail(job, stream);
  const bundle = () => logView({ job: job.read, stream, log: tail.text, now: Date.now() / 1000 });
  const display = new LiveDisplay(bundle);
  // What is read last, at the end, makes up for a read that failed.
  const read = () => tail.read().catch(() => {});
  const end = async () => {
    stop();
    display.stop();
    await read();
    display.end(bundle());
  };
  display.show();
  const stop = job.client.watcher.watch(job.id, {
    job: news => {
      job.accept(news);
      if (job.ended) void end();
      else display.changed();
    },
    output: () => void read().then(() => display.changed()),
    failed: () => void end(),
  });
}
