import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'libsql';
import { TestService } from './support.ts';

/** How the first version laid out its database. */
const firstLayout = `
  CREATE TABLE jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, status TEXT NOT NULL, rank INTEGER NOT NULL, reason TEXT,
    attempt INTEGER NOT NULL, deleting INTEGER NOT NULL, priority INTEGER NOT NULL, cpus INTEGER NOT NULL,
    memory REAL NOT NULL, spec TEXT NOT NULL, environments TEXT NOT NULL, idempotency_key TEXT UNIQUE,
    body_hash TEXT NOT NULL, queue_deadline REAL, create_time REAL NOT NULL, start_time REAL, end_time REAL,
    execution TEXT NOT NULL, outputs TEXT NOT NULL
  );
  CREATE INDEX jobs_queue ON jobs (rank, priority DESC, id);
  PRAGMA user_version = 1;
`;

describe('the database of the first version', () => {
  it('is taken over: what has ended reads as before, what is queued runs, ids go on', async () => {
    await using service = await TestService.start({ cpus: 1 });
    await service.kill('SIGTERM');
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(service.home, `jobs.db${suffix}`), { force: true });
    const database = new Database(join(service.home, 'jobs.db'));
    database.exec(firstLayout);
    const insert = database.prepare(
      `INSERT INTO jobs (id, name, status, rank, attempt, deleting, priority, cpus, memory, spec, environments,
         idempotency_key, body_hash, create_time, end_time, execution, outputs)
       VALUES (?, ?, ?, ?, 0, 0, 0, 1, 0.1, ?, ?, ?, 'h', 1764000000, ?, '{}', '[]')`,
    );
    const spec = (cmd: string, more: object = {}) =>
      JSON.stringify({ tasks: [{ cmd }], resources: { cpus: 1, memory: 0.1 }, ...more });
    const here = JSON.stringify([{ where: 'this machine', path: [], libraryPath: [], env: {} }]);
    const kept = { labels: { study: 's1' }, policies: { leaveInQueue: true } };
    insert.run(7, 'old', 'completed', 3, spec('true', kept), here, 'k', 1764000001);
    insert.run(8, 'older', 'completed', 3, spec('true'), here, null, 1764000001);
    insert.run(9, 'waiting', 'idle', 0, spec('echo new'), here, null, null);
    insert.run(12, 'gone', 'completed', 3, spec('true'), here, null, 1764000001);
    database.exec('DELETE FROM jobs WHERE id = 12');
    database.close();

    await service.restart();
    expect(await service.ended(9)).toMatchObject({ name: 'waiting', status: 'completed' });
    expect(await service.stdout(9)).toBe('new\n');
    expect((await service.request('GET', '/jobs?all=1&constraint=study=s1')).body).toMatchObject([
      { id: 7, name: 'old', status: 'completed', events: { createTime: 1764000000, endTime: 1764000001 } },
    ]);
    expect((await service.request('GET', '/jobs')).body).toMatchObject([{ id: 7 }]);
    expect(await service.submitCommands('true')).toBe(13);
    const again = await service.request(
      'POST',
      '/jobs',
      { tasks: [{ cmd: 'x' }], resources: {} },
      { 'idempotency-key': 'k' },
    );
    expect(again).toMatchObject({
      status: 400,
      body: { error: expect.stringContaining('used before for 7') },
    });
  });
});
