import type { Message } from '../../../dist/kernel/wire/message.js';
import { TestKernel } from '../../support/kernel.ts';
import { Remote } from '../../support/remote.ts';

describe('a login in a cell', () => {
  let remote: Remote;
  let kernel: TestKernel;
  beforeEach(async () => {
    remote = await Remote.start();
    kernel = await TestKernel.start({ preload: 'tunebook', env: remote.env });
  });
  afterEach(async () => {
    await kernel.close();
    await remote.close();
  });

  const shown = (pattern: RegExp) =>
    kernel.published(
      ({ header, content }: Message) =>
        /display_data$/.test(header.msg_type) &&
        pattern.test((content['data'] as Record<string, string>)['text/plain'] ?? ''),
    );

  it('shows what to do until it is done, and then the cells after it use the service', async () => {
    expect((await kernel.run('await jobs.list()')).reply).toMatchObject({
      ename: 'ServiceError',
      evalue: expect.stringContaining('await service.login() in a cell'),
    });
    remote.provider.entered = false;
    const prompt = shown(/enter the code WDJB/);
    const cell = kernel.run('await service.login()');
    await prompt;
    remote.provider.entered = true;
    const result = await cell;
    expect(result).toMatchObject({ status: 'ok', value: undefined, stdout: '', stderr: '' });
    expect(JSON.stringify(result.outputs.at(-1))).toMatch(/Logged in\. The token renews itself/);
    for (const secret of remote.secrets) expect(JSON.stringify(result.outputs)).not.toContain(secret);
    expect((await kernel.run('await jobs.list()')).value).toBe('[]');
  });

  it('ends when the cell is interrupted, and can be begun again', async () => {
    remote.provider.entered = false;
    remote.provider.interval = 60;
    const prompt = shown(/enter the code/);
    const cell = kernel.run('await service.login()');
    await prompt;
    const ended = shown(/^Not logged in$/);
    await kernel.client.interrupt();
    expect((await cell).reply['evalue']).toMatch(/was interrupted/);
    await ended;
    remote.provider.entered = true;
    remote.provider.interval = 0.01;
    expect(await kernel.run('await service.login()')).toMatchObject({ status: 'ok' });
  });
});
