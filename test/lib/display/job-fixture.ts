import type { JobRead } from '../../../dist/lib/model/job-read.js';

let ids = 100;

/** A job as the service tells of it, without tasks; each has an id of its own. */
export function jobRead(name: string, status: string, exitCode?: number): JobRead {
  return {
    id: ids++,
    name,
    status,
    tasks: [],
    events: {},
    ...(exitCode !== undefined && { execution: { tasks: [{ exitCode }] } }),
  };
}
