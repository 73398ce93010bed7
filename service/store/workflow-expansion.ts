import type { JobJson } from '../../lib/model/job.js';
import type { FactoryJson } from '../../lib/model/workflow.js';
import type { SqlDatabase } from './database.js';
import type { Expansion } from './workflow-record.js';

/** What is read of a step and its template. */
interface StepRow {
  workflow_id: number;
  position: number;
  spec: string;
  factory: string | null;
  cpus: number;
  memory: number;
  instances: string | null;
  total: number;
  made: number;
}

/** The next jobs to be made, at most so many; undefined when none wait for that. */
export function nextExpansion(database: SqlDatabase, most: number): Expansion | undefined {
  const row = database
    .prepare('SELECT * FROM steps JOIN templates USING (workflow_id, position) WHERE open = 1 LIMIT 1')
    .get() as StepRow | undefined;
  if (!row) return undefined;
  const chosen = row.instances === null ? undefined : (JSON.parse(row.instances) as number[]);
  const before = row.made - (row.total - (chosen?.length ?? row.total));
  const count = Math.min(most, row.total - row.made);
  return {
    workflow: row.workflow_id,
    step: row.position,
    spec: JSON.parse(row.spec) as JobJson,
    cpus: row.cpus,
    memory: row.memory,
    factory: row.factory === null ? undefined : (JSON.parse(row.factory) as FactoryJson),
    instances: chosen?.slice(before, before + count) ?? Array.from({ length: count }, (_, n) => before + n),
  };
}
