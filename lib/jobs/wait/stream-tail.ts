import type { OutputSizes } from '../../client/replies.js';
import type { JobStream } from '../../client/service-client.js';
import type { TrackedJob } from '../tracked-job.js';

/** Bytes that a card may hold of a stream. */
const limit = 16_384;

/** The end of a job's stream, read on from where it was read to. */
export class StreamTail {
  #bytes: Buffer = Buffer.alloc(0);
  #end = 0;
  #cut = false;
  #reading: Promise<void> | undefined;

  constructor(
    private readonly job: TrackedJob,
    private readonly stream: JobStream,
  ) {}

  /** The text, from the start of a line if something before it was left out. */
  get text(): string {
    const text = this.#bytes.toString('utf8');
    return this.#cut ? text.slice(text.indexOf('\n') + 1) : text;
  }

  /** Reads what is new. With known sizes, what lies further back than the tail holds is not even fetched. */
  async read(sizes?: OutputSizes, signal?: AbortSignal): Promise<void> {
    await this.#reading?.catch(() => {});
    this.#reading = this.#readOn(sizes?.[this.stream], signal);
    await this.#reading;
  }

  async #readOn(size: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    if (size !== undefined && size <= this.#end) return;
    const from = Math.max(this.#end, (size ?? 0) - limit);
    const { bytes, end } = await this.job.client.streamEnd(this.job.id, this.stream, from, limit, signal);
    const whole = end - bytes.length === this.#end ? Buffer.concat([this.#bytes, bytes]) : Buffer.from(bytes);
    this.#bytes = whole.subarray(-limit);
    this.#end = end;
    this.#cut = end > this.#bytes.length;
  }
}
