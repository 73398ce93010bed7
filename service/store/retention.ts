import { inTransaction, type SqlDatabase } from './database.js';
import { rank } from './job-row.js';

/** What has ended and may be forgotten: a job, or a workflow with all its jobs. */
export interface Ended {
  readonly id: number;
  readonly isWorkflow: boolean;
  /** Unix seconds. */
  readonly endTime: number;
}

/** Finds and forgets what has ended; nothing that runs, waits or is kept in the queue. */
export class Retention {
  constructor(private readonly database: SqlDatabase) {}

  /** All that has ended, the oldest end first. A job of a workflow goes with its workflow only. */
  ended(): Ended[] {
    const rows = this.database
      .prepare(
        `SELECT id, end_time, 0 AS isWorkflow FROM jobs
           WHERE rank = ${rank.cleaned} AND active = 0 AND workflow_id IS NULL
         UNION ALL
         SELECT id, end_time, 1 FROM workflows
           WHERE rank >= ${rank.ended} AND active = 0 AND NOT EXISTS
             (SELECT 1 FROM jobs WHERE workflow_id = workflows.id AND rank < ${rank.cleaned})
         ORDER BY end_time, id`,
      )
      .all() as { id: number; end_time: number; isWorkflow: number }[];
    return rows.map(row => ({ id: row.id, isWorkflow: row.isWorkflow === 1, endTime: row.end_time }));
  }

  /** The ids of the jobs that go with it. */
  jobsOf({ id, isWorkflow }: Ended): number[] {
    if (!isWorkflow) return [id];
    const rows = this.database.prepare('SELECT id FROM jobs WHERE workflow_id = ?').all(id);
    return (rows as { id: number }[]).map(row => row.id);
  }

  /** Forgets these, all or none. */
  forget(ended: readonly Ended[]): void {
    const own = ended.map(({ id }) => id);
    const ids = JSON.stringify([...own, ...ended.flatMap(each => this.jobsOf(each))]);
    inTransaction(this.database, () => {
      for (const [table, column] of [
        ['jobs', 'id'],
        ['specs', 'id'],
        ['labels', 'id'],
        ['submissions', 'first_id'],
        ['workflows', 'id'],
        ['steps', 'workflow_id'],
        ['templates', 'workflow_id'],
      ]) {
        this.database
          .prepare(`DELETE FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`)
          .run(ids);
      }
    });
  }
}
