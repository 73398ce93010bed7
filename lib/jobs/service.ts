import type { Machine, Usage } from '../model/usage.js';
import type { SignalOption } from './call-options.js';
import { connectedClient } from './connected-client.js';
import { login } from './login.js';

/** Which usage to ask for. */
export interface UsageOptions extends SignalOption {
  /** The first day, as a date or `2026-01-31`; days are those of UTC. */
  start: Date | string;
  /** The last day. @default today */
  end?: Date | string | undefined;
  /** Sums for each of your groups, instead of for you. @default false */
  byGroup?: boolean | undefined;
  /** All users, where you may see them. @default false */
  allUsers?: boolean | undefined;
}

/**
 * The service that runs the jobs: what there is to run on, what was used, and the login where it needs one.
 *
 * @example
 * const [{ free }] = await service.resources()
 * const { users } = await service.usage({ start: '2026-01-01' })
 */
export const service = {
  /** Where jobs run, with CPUs and memory (GB): all there is, and what is free. */
  async resources(options: SignalOption = {}): Promise<Machine[]> {
    return (await connectedClient()).machines(options.signal);
  },

  /** Hours of CPU and of wall time, and numbers of jobs, by user and by group. */
  async usage(options: UsageOptions): Promise<Usage> {
    const query = {
      start: day(options.start),
      end: day(options.end ?? new Date()),
      ...(options.byGroup && { by_group: 'true' }),
      ...(options.allUsers && { show_all_users: 'true' }),
    };
    return (await connectedClient()).usage(query, options.signal);
  },

  /**
   * Logs in to the PROMINENCE service of `PROMINENCE_URL`: a card shows a link and a code until that is done. The
   * embedded service needs no login. See docs/remote.md.
   * @throws {LoginError}
   */
  login,
};

function day(date: Date | string): string {
  return typeof date === 'string' ? date : date.toISOString().slice(0, 10);
}
