import type { JobState } from '../../lib/model/states.js';

/** Which jobs to list; conditions are combined with "and". */
export interface JobQuery {
  readonly ids?: readonly number[];
  /** `active`: in the queue, or kept there by `leaveInQueue`; `ended`: the others. Both when absent. */
  readonly only?: 'active' | 'ended';
  readonly status?: JobState;
  readonly name?: string;
  /** A label and its value. */
  readonly label?: readonly [key: string, value: string];
  /** The newest so many; all when absent. */
  readonly limit?: number;
}

const active = `(rank < 2 OR coalesce(json_extract(spec, '$.policies.leaveInQueue'), 0) = 1)`;

/** The SQL of a query, with every value as a parameter. */
export function selectJobs(query: JobQuery): { sql: string; values: (string | number)[] } {
  const where: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...of: (string | number)[]) => {
    where.push(condition);
    values.push(...of);
  };
  if (query.ids) add('id IN (SELECT value FROM json_each(?))', JSON.stringify(query.ids));
  if (query.only) add(query.only === 'active' ? active : `NOT ${active}`);
  if (query.status) add('status = ?', query.status);
  if (query.name !== undefined) add('name = ?', query.name);
  if (query.label) {
    add(
      `EXISTS (SELECT 1 FROM json_each(spec, '$.labels') AS label WHERE label.key = ? AND label.value = ?)`,
      ...query.label,
    );
  }
  const filter = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  if (query.limit === undefined) return { sql: `SELECT * FROM jobs${filter} ORDER BY id`, values };
  return { sql: `SELECT * FROM jobs${filter} ORDER BY id DESC LIMIT ?`, values: [...values, query.limit] };
}
