import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '../../dist/lib/model/is-alive.js';
import { gone } from './processes.ts';

interface Record {
  readonly pid: number;
  readonly url: string;
  readonly token: string;
}

/**
 * A folder of state for one test. The embedded service starts in it by itself, when a client needs it; `dispose` ends
 * its jobs and the service, and removes the folder.
 */
export class TestHome {
  readonly #before = process.env['TUNEBOOK_HOME'];

  private constructor(readonly folder: string) {
    process.env['TUNEBOOK_HOME'] = folder;
  }

  /** Makes the folder and lets this process use it. */
  static async make(): Promise<TestHome> {
    return new TestHome(await mkdtemp(join(tmpdir(), 'tunebook-home-')));
  }

  /** The service that runs now, as it says itself. */
  async service(): Promise<Record> {
    return JSON.parse(await readFile(join(this.folder, 'service.json'), 'utf8')) as Record;
  }

  /** Kills the service as a crash does, and waits until it is gone. */
  async killService(): Promise<void> {
    const { pid } = await this.service();
    process.kill(pid, 'SIGKILL');
    await gone(pid);
  }

  async dispose(): Promise<void> {
    const running = await this.service().catch(() => undefined);
    if (running && isAlive(running.pid)) {
      const headers = { authorization: `Bearer ${running.token}` };
      const active = (await (await fetch(`${running.url}/jobs`, { headers })).json()) as { id: number }[];
      if (active.length > 0) {
        const ids = active.map(job => job.id).join(',');
        await fetch(`${running.url}/jobs?id=${ids}`, { method: 'DELETE', headers });
      }
      await fetch(`${running.url}/shutdown`, { method: 'POST', headers });
      await gone(running.pid);
    }
    if (this.#before === undefined) delete process.env['TUNEBOOK_HOME'];
    else process.env['TUNEBOOK_HOME'] = this.#before;
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}
