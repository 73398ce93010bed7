import { Dealer, Request } from 'zeromq';
import { KernelClient } from '../../../dist/kernel/wire/client.js';
import { address, type ConnectionInfo, readConnectionFile } from '../../../dist/kernel/wire/connection.js';
import { clientSecurity, encrypted } from '../../../dist/kernel/wire/curve.js';
import { TestKernel } from '../../support/kernel.ts';

describe.each(['ipc', 'tcp'] as const)('an encrypted connection over %s', transport => {
  let kernel: TestKernel;
  let info: ConnectionInfo;
  beforeAll(async () => {
    kernel = await TestKernel.start({ transport, encrypted: true });
    info = await readConnectionFile(kernel.launched.connectionFile);
  });
  afterAll(() => kernel.close());

  it('carries all that a plain one does', async () => {
    const { value, stdout } = await kernel.run("console.log('hello'); await input('n? ')", {
      onInput: () => 'typed',
    });
    expect({ value, stdout }).toEqual({ value: "'typed'", stdout: 'hello\n' });
    const { content } = await kernel.client.request('control', 'kernel_info_request');
    expect(content).toMatchObject({ status: 'ok' });
    const heart = new Request({ linger: 0, receiveTimeout: 20_000, ...clientSecurity(info) });
    heart.connect(address(info, 'hb'));
    await heart.send('ping');
    expect(String(await heart.receive())).toBe('ping');
    heart.close();
  });

  it('refuses who speaks in plain or has other keys, whatever they sign', async () => {
    const { curve_publickey, curve_secretkey, ...plain } = info;
    for (const stranger of [plain, encrypted(plain)]) {
      await expect(KernelClient.connect(stranger, { timeout: 300 })).rejects.toMatchObject({
        code: 'kernel-gone',
      });
    }
    const heart = new Dealer({ linger: 0, receiveTimeout: 300 });
    heart.connect(address(plain, 'hb'));
    await heart.send(['', 'ping']);
    await expect(heart.receive()).rejects.toMatchObject({ code: 'EAGAIN' });
    heart.close();
    expect((await kernel.run('6 * 7')).value).toBe('42');
    const second = await KernelClient.connect(info);
    expect((await second.execute('1')).content).toMatchObject({ status: 'ok' });
    second.close();
  });
});
