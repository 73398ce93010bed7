import { ServiceError } from '../errors/service-error.js';

/** What a submitted job and a submitted workflow have in common for this. */
interface Tracked {
  readonly ended: boolean;
  refresh(signal?: AbortSignal): Promise<unknown>;
}

/** Has the service end a job or workflow; that it has ended by itself meanwhile is as good. @throws ServiceError */
export async function cancelTracked(
  tracked: Tracked,
  end: () => Promise<unknown>,
  signal?: AbortSignal,
): Promise<void> {
  try {
    await end();
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'refused') throw error;
    // Refused because it has ended meanwhile: that is what was wanted.
    await tracked.refresh(signal);
    if (!tracked.ended) throw error;
  }
  await tracked.refresh(signal);
}
