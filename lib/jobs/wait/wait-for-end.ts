import type { OutputSizes } from '../../client/replies.js';
import type { WaitOptions } from '../call-options.js';
import type { TrackedJob } from '../tracked-job.js';
import type { TrackedWorkflow } from '../tracked-workflow.js';
import { untilEnded } from './until-ended.js';

/** What is told while waiting. */
export interface WaitEvents {
  onChange?(): void;
  onOutput?(sizes: OutputSizes | undefined): void;
}

/**
 * Waits until a job has ended, whatever its end, and its exit codes are known.
 * @throws {DetachedError} when the cell is interrupted or the signal aborted
 * @throws {WaitTimeoutError}
 * @throws {ServiceError} when the service is gone for good or refuses
 */
export function waitForEnd(job: TrackedJob, options: WaitOptions, events: WaitEvents = {}): Promise<void> {
  return untilEnded(
    () => ({ kind: 'job', ids: [job.id] }),
    options,
    ({ ended, failed }) => {
      if (job.ended) {
        ended();
        return () => {};
      }
      return job.client.watcher.watch(job.id, {
        job: read => {
          job.accept(read);
          if (job.ended) ended();
          else events.onChange?.();
        },
        output: sizes => events.onOutput?.(sizes),
        failed,
      });
    },
    // Lists in short form do not tell the exit codes; the end that a watcher tells does.
    signal => (job.read.execution?.tasks ? undefined : job.refresh(signal)),
  );
}

/**
 * Waits until a workflow has ended, whatever its end. With `onChange` its jobs are watched as well.
 * @throws as {@link waitForEnd}
 */
export function waitForWorkflow(
  workflow: TrackedWorkflow,
  options: WaitOptions,
  onChange?: () => void,
): Promise<void> {
  return untilEnded(
    () => ({ kind: 'workflow', ids: [workflow.id] }),
    options,
    ({ ended, failed }) => {
      if (workflow.ended) {
        ended();
        return () => {};
      }
      return workflow.client.watcher.watchWorkflow(workflow.id, {
        workflow: read => {
          workflow.accept(read);
          if (workflow.ended) ended();
          else onChange?.();
        },
        ...(onChange && {
          job: read => {
            workflow.acceptJob(read);
            onChange();
          },
        }),
        failed,
      });
    },
  );
}
