import type { JobState } from '../../lib/model/states.js';
import type { WorkflowJson } from '../../lib/model/workflow.js';
import { rank } from './job-row.js';
import type { WorkflowRecord } from './workflow-record.js';

/** A row of the table `workflows`. */
export interface WorkflowRow {
  id: number;
  name: string;
  status: JobState;
  rank: number;
  reason: string | null;
  deleting: number;
  active: number;
  changed: number;
  maximum_retries: number;
  total: number;
  made: number;
  ready: number;
  running: number;
  done: number;
  failed: number;
  create_time: number;
  start_time: number | null;
  end_time: number | null;
}

/** Reads a row, with that of `specs`. */
export function workflowOf(row: WorkflowRow & { spec: string }): WorkflowRecord {
  const { total, done, failed, running } = row;
  const queued = row.rank < rank.ended ? row.made - done - failed : 0;
  return {
    id: row.id,
    name: row.name,
    status: row.status,
    reason: row.reason,
    active: row.active === 1,
    changed: row.changed,
    spec: JSON.parse(row.spec) as WorkflowJson,
    progress: { total, done, failed, queued, running, waiting: total - done - failed - queued },
    createTime: row.create_time,
    startTime: row.start_time,
    endTime: row.end_time,
  };
}
