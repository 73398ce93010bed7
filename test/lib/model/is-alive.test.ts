import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { isAlive } from '../../../dist/lib/model/is-alive.js';
import { until } from '../../support/until.ts';

describe('a process', () => {
  it('lives until it ends, also where nobody takes note of that', async () => {
    // What the shell becomes does not know of the child that the shell had.
    const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    try {
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      const child = Number(line);
      expect(isAlive(child)).toBe(true);
      process.kill(child, 'SIGKILL');
      await until(async () => !isAlive(child));
      expect(() => process.kill(child, 0)).not.toThrow();
    } finally {
      parent.kill('SIGKILL');
    }
    expect(isAlive(process.pid)).toBe(true);
    expect(isAlive(2 ** 30)).toBe(false);
  });
});
