/** The layout of this version; a database of a newer one is refused. */
export const schemaVersion = 2;

/**
 * `jobs.rank`: 0 queued, 1 running, 2 ended, 3 ended and cleaned up. `active`: 1 while in the queue, which is what lists
 * show unless asked for more. `changed`: the number of the last change. What users wrote may be large and never changes,
 * so it stands apart, in `specs`; for a job of a workflow in `templates`. Ids are common to jobs and workflows.
 */
const jobs = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    reason TEXT,
    attempt INTEGER NOT NULL,
    deleting INTEGER NOT NULL,
    active INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    cpus INTEGER NOT NULL,
    memory REAL NOT NULL,
    workflow_id INTEGER,
    step INTEGER,
    instance INTEGER,
    node_try INTEGER NOT NULL,
    succeeded INTEGER,
    parameters TEXT,
    queue_deadline REAL,
    create_time REAL NOT NULL,
    start_time REAL,
    end_time REAL,
    execution TEXT NOT NULL,
    outputs TEXT NOT NULL
  );
  CREATE INDEX jobs_queue ON jobs (rank, priority DESC, id);
  CREATE INDEX jobs_deadline ON jobs (queue_deadline) WHERE queue_deadline IS NOT NULL;
  CREATE INDEX jobs_active ON jobs (active, id);
  CREATE INDEX jobs_status ON jobs (status, id);
  CREATE INDEX jobs_name ON jobs (name, id);
  CREATE INDEX jobs_workflow ON jobs (workflow_id, id) WHERE workflow_id IS NOT NULL;
  CREATE INDEX jobs_changed ON jobs (changed);
`;

/**
 * A step is a job of the workflow's JSON, of which a factory makes `total` jobs. `open`: its parents have succeeded and
 * not all of its jobs are made. `instances`: which ones are to be made, all when null. `workflows.ready` counts the jobs
 * of all steps whose parents have succeeded: when as many have ended, the workflow has.
 */
const workflows = `
  CREATE TABLE workflows (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    status TEXT NOT NULL,
    rank INTEGER NOT NULL,
    reason TEXT,
    deleting INTEGER NOT NULL,
    active INTEGER NOT NULL,
    kept INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    maximum_retries INTEGER NOT NULL,
    total INTEGER NOT NULL,
    made INTEGER NOT NULL,
    ready INTEGER NOT NULL,
    running INTEGER NOT NULL,
    done INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    create_time REAL NOT NULL,
    start_time REAL,
    end_time REAL
  );
  CREATE INDEX workflows_active ON workflows (active, id);
  CREATE INDEX workflows_status ON workflows (status, id);
  CREATE INDEX workflows_changed ON workflows (changed);
  CREATE TABLE steps (
    workflow_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    waits_for INTEGER NOT NULL,
    open INTEGER NOT NULL,
    total INTEGER NOT NULL,
    made INTEGER NOT NULL,
    done INTEGER NOT NULL,
    PRIMARY KEY (workflow_id, position)
  ) WITHOUT ROWID;
  CREATE INDEX steps_open ON steps (workflow_id, position) WHERE open = 1;
  CREATE TABLE templates (
    workflow_id INTEGER NOT NULL,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    cpus INTEGER NOT NULL,
    memory REAL NOT NULL,
    factory TEXT,
    instances TEXT,
    children TEXT NOT NULL,
    environments TEXT NOT NULL,
    spec TEXT NOT NULL,
    PRIMARY KEY (workflow_id, position)
  );
  CREATE TABLE specs (id INTEGER PRIMARY KEY, environments TEXT NOT NULL, spec TEXT NOT NULL);
  CREATE TABLE labels (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (key, value, id)
  ) WITHOUT ROWID;
  CREATE TABLE submissions (
    key TEXT PRIMARY KEY,
    body_hash TEXT NOT NULL,
    first_id INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE key_values (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
  CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
`;

const start = `INSERT INTO counters VALUES ('id', 0), ('change', 0);`;

/** What brings a database from each layout to this one; from 0 it is new. */
export const migrations: Readonly<Record<number, string>> = {
  0: jobs + workflows + start,
  1: `
    ALTER TABLE jobs RENAME TO jobs_1;
    DROP INDEX jobs_queue;
    ${jobs}
    ${workflows}
    INSERT INTO jobs SELECT id, name, status, rank, reason, attempt, deleting,
        rank < 2 OR coalesce(json_extract(spec, '$.policies.leaveInQueue'), 0),
        coalesce(json_extract(spec, '$.policies.leaveInQueue'), 0),
        id, priority, cpus, memory, NULL, NULL, NULL, 0, NULL, NULL,
        CASE rank WHEN 0 THEN queue_deadline END, create_time, start_time, end_time, execution, outputs
      FROM jobs_1;
    INSERT INTO specs SELECT id, environments, spec FROM jobs_1;
    INSERT INTO labels SELECT label.key, label.value, jobs_1.id FROM jobs_1, json_each(spec, '$.labels') AS label;
    INSERT INTO submissions SELECT idempotency_key, body_hash, id FROM jobs_1 WHERE idempotency_key IS NOT NULL;
    ${start}
    UPDATE counters SET value = coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'jobs_1'), 0);
    DROP TABLE jobs_1;
  `,
};
