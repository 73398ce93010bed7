import type { JobStream } from '../../client/service-client.js';
import { stopSignal } from '../../display/stop-signal.js';
import { DetachedError } from '../../errors/detached-error.js';
import { isFinal } from '../../model/states.js';
import type { StreamOptions } from '../call-options.js';
import type { TrackedJob } from '../tracked-job.js';

/**
 * What a job prints, as it comes, until the job has ended and everything was read. Chunks hold whole characters, and
 * end anywhere in a line.
 * @throws {DetachedError} when the cell is interrupted or the signal aborted
 */
export async function* followStream(
  job: TrackedJob,
  stream: JobStream,
  options: StreamOptions,
): AsyncGenerator<string, void, undefined> {
  const signal = stopSignal(options.signal);
  const decoder = new TextDecoder();
  let offset = options.offset ?? 0;
  const news = new News(job, signal);
  try {
    for (let ended = false; !ended; ) {
      // Known before the read: what was printed before the end is then read after it.
      ended = await news.next();
      const bytes = await job.client.stream(job.id, stream, { offset, node: options.node }, signal);
      offset += bytes.length;
      const text = decoder.decode(bytes, { stream: !ended });
      if (text) yield text;
    }
  } catch (error) {
    if (signal?.aborted) throw new DetachedError({ kind: 'job', ids: [job.id] }, { cause: signal.reason });
    throw error;
  } finally {
    news.stop();
  }
}

/** Tells when it is worth reading again. News that come while nobody asks are kept as one. */
class News {
  #fresh = true;
  #failure: unknown;
  #wake = () => {};
  readonly #stopWatching: () => void;

  constructor(
    private readonly job: TrackedJob,
    private readonly signal: AbortSignal | undefined,
  ) {
    this.#stopWatching = job.client.watcher.watch(job.id, {
      job: read => {
        job.accept(read);
        if (isFinal(read.status)) this.#arrive();
      },
      output: () => this.#arrive(),
      failed: error => {
        this.#failure = error;
        this.#arrive();
      },
    });
    signal?.addEventListener('abort', this.#arrive);
  }

  /** Waits for news; true when the job has ended. */
  async next(): Promise<boolean> {
    if (!this.#fresh && !this.job.ended) {
      await new Promise<void>(resolve => {
        this.#wake = resolve;
      });
    }
    this.#fresh = false;
    this.signal?.throwIfAborted();
    if (this.#failure) throw this.#failure;
    return this.job.ended;
  }

  stop(): void {
    this.#stopWatching();
    this.signal?.removeEventListener('abort', this.#arrive);
  }

  #arrive = () => {
    this.#fresh = true;
    this.#wake();
  };
}
