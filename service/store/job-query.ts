import type { JobState } from '../../lib/model/states.js';

/** Which jobs or workflows to list; conditions are combined with "and". */
export interface Query {
  readonly ids?: readonly number[];
  /** `active`: in the queue, or kept there by `leaveInQueue`; `ended`: the others. Both when absent. */
  readonly only?: 'active' | 'ended';
  readonly status?: JobState;
  /** The name as it was submitted: not with its workflow's in front. */
  readonly name?: string;
  /** Labels and their values; all must be there. */
  readonly labels?: readonly (readonly [key: string, value: string])[];
  /** Changed after the change of this number; the list is in the order of changes then. */
  readonly changedAfter?: number;
  /** With a lower id than this. */
  readonly before?: number;
  /** With a higher id than this. */
  readonly above?: number;
  /** The newest so many; those that changed first with `changedAfter`, the oldest with `above`. All when absent. */
  readonly limit?: number;
}

/** Which jobs to list. */
export interface JobQuery extends Query {
  /** Of this workflow. */
  readonly workflow?: number;
}

type Value = string | number;

/** The SQL of a query, with every value as a parameter. */
export function selectFrom(table: 'jobs' | 'workflows', query: JobQuery): { sql: string; values: Value[] } {
  const where: string[] = [];
  const values: Value[] = [];
  const add = (condition: string, ...of: Value[]) => {
    where.push(condition);
    values.push(...of);
  };
  // A label leads: its index is in the order of the ids too, so that a limit ends the search. Few jobs run.
  const labels = query.labels ?? [];
  const label = query.status === 'running' ? undefined : labels[0];
  const from = label ? `labels CROSS JOIN ${table} ON ${table}.id = labels.id` : table;
  const specs = `LEFT JOIN specs ON specs.id = ${table}.id`;
  if (label) add('labels.key = ? AND labels.value = ?', ...label);
  const id = label ? 'labels.id' : `${table}.id`;
  const byChange = query.changedAfter !== undefined;
  // The plus sign keeps the index of changes in use: of thousands that are watched few have changed.
  const plus = query.changedAfter ? '+' : '';
  if (query.ids) {
    add(`${plus}${id} IN (SELECT value FROM json_each(?))`, JSON.stringify(query.ids));
  }
  if (query.workflow !== undefined) add(`${plus}workflow_id = ?`, query.workflow);
  if (query.only) add(`active = ${query.only === 'active' ? 1 : 0}`);
  if (query.status) add('status = ?', query.status);
  if (query.name !== undefined) add('name = ?', query.name);
  for (const other of label ? labels.slice(1) : labels) {
    add(
      `EXISTS (SELECT 1 FROM labels AS other WHERE other.key = ? AND other.value = ? AND other.id = ${id})`,
      ...other,
    );
  }
  if (query.changedAfter) add('changed > ?', query.changedAfter);
  if (query.before !== undefined) add(`${id} < ?`, query.before);
  if (query.above !== undefined) add(`${id} > ?`, query.above);
  const filter = where.length > 0 ? ` WHERE ${where.join(' AND ')}` : '';
  const newest = query.limit !== undefined && !byChange && query.above === undefined;
  const order = byChange ? `changed, ${id}` : `${id}${newest ? ' DESC' : ''}`;
  const limit = query.limit === undefined ? '' : ' LIMIT ?';
  if (query.limit !== undefined) values.push(query.limit);
  return {
    sql: `SELECT ${table}.*, environments, spec FROM ${from} ${specs}${filter} ORDER BY ${order}${limit}`,
    values,
  };
}
