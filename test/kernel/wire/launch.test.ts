import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KernelClient } from '../../../dist/kernel/wire/client.js';
import { ipcConnection, tcpConnection, writeConnectionFile } from '../../../dist/kernel/wire/connection.js';
import { TestKernel } from '../../support/kernel.ts';

const main = fileURLToPath(new URL('../../../dist/kernel/main.js', import.meta.url));

describe('starting a kernel', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it.each(['ipc', 'tcp'] as const)('works over %s', async transport => {
    const kernel = await TestKernel.start({ transport });
    expect((await kernel.run('6 * 7')).value).toBe('42');
    await kernel.close();
  });

  it('ignores arguments it does not know, and ends when the front end that started it is gone', async () => {
    const info = ipcConnection(join(folder, 'kernel'));
    const file = join(folder, 'connection.json');
    await writeConnectionFile(file, info);
    const frontEnd = spawn('sleep', ['600']);
    const kernel = spawn(process.execPath, [main, file, '--unknown', '/some/script.ts'], {
      cwd: folder,
      env: { ...process.env, JPY_PARENT_PID: String(frontEnd.pid) },
      stdio: 'ignore',
    });
    const client = await KernelClient.connect(info);
    expect((await client.execute('1')).content['status']).toBe('ok');
    frontEnd.kill();
    await once(kernel, 'exit');
    client.close();
  });

  it.each([
    ['is missing', undefined, /can't be read/],
    ['is no JSON', 'oops', /it is not JSON/],
    [
      'has one key of a pair',
      JSON.stringify({ ...ipcConnection('x'), curve_publickey: 'x'.repeat(40) }),
      /"curve_secretkey" must both be keys/,
    ],
    ['lacks a port', JSON.stringify({ ip: '127.0.0.1', key: '' }), /"shell_port" must be an integer/],
  ])('says what is wrong when the connection file %s', async (_what, text, message) => {
    const file = join(folder, 'connection.json');
    if (text !== undefined) await writeFile(file, text);
    const kernel = spawn(process.execPath, [main, file]);
    let stderr = '';
    kernel.stderr.on('data', chunk => {
      stderr += chunk;
    });
    const [code] = await once(kernel, 'close');
    expect(code).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).toContain(file);
  });

  it('does without signatures when the key is empty', async () => {
    const info = { ...(await tcpConnection()), key: '' };
    const file = join(folder, 'connection.json');
    await writeConnectionFile(file, info);
    const kernel = spawn(process.execPath, [main, file], { cwd: folder, stdio: 'ignore' });
    const client = await KernelClient.connect(info);
    expect((await client.execute('1')).content['status']).toBe('ok');
    await client.request('control', 'shutdown_request', { restart: false });
    await once(kernel, 'exit');
    client.close();
  });
});
