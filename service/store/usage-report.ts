import type { SqlDatabase } from './database.js';

/** What jobs have used; times in CPU hours. */
export interface Usage {
  readonly cpuTime: number;
  readonly wallTime: number;
  readonly numberOfJobs: number;
}

/** Sums over jobs. */
export class UsageReport {
  constructor(private readonly database: SqlDatabase) {}

  /**
   * What the jobs used that ended in a span of time.
   *
   * @param from Unix seconds.
   * @param to Unix seconds, not included.
   */
  between(from: number, to: number): Usage {
    const row = this.database
      .prepare(
        `SELECT count(DISTINCT jobs.id) AS jobs,
           total(json_extract(task.value, '$.cpuTimeUsage')) AS cpu,
           total(json_extract(task.value, '$.wallTimeUsage') * cpus) AS wall
         FROM jobs LEFT JOIN json_each(execution, '$.tasks') AS task
         WHERE end_time >= ? AND end_time < ? AND start_time IS NOT NULL`,
      )
      .get(from, to) as { jobs: number; cpu: number; wall: number };
    return { cpuTime: row.cpu / 3600, wallTime: row.wall / 3600, numberOfJobs: row.jobs };
  }
}
