import { once } from 'node:events';
import { Dealer, Request } from 'zeromq';
import { KernelClient } from '../../../dist/kernel/wire/client.js';
import { address, type ConnectionInfo, readConnectionFile } from '../../../dist/kernel/wire/connection.js';
import { decodeMessage, encodeMessage, type Message, newHeader } from '../../../dist/kernel/wire/message.js';
import { Signer } from '../../../dist/kernel/wire/signer.js';
import { TestKernel } from '../../support/kernel.ts';

describe('a kernel at its sockets', () => {
  let kernel: TestKernel;
  let info: ConnectionInfo;
  let dealer: Dealer;
  beforeAll(async () => {
    kernel = await TestKernel.start({ transport: 'tcp' });
    info = await readConnectionFile(kernel.launched.connectionFile);
    dealer = new Dealer({ linger: 0, receiveTimeout: 20_000 });
    dealer.connect(address(info, 'shell'));
  });
  afterAll(async () => {
    dealer.close();
    await kernel.close();
  });

  const request = (content: Record<string, unknown> = {}, type = 'kernel_info_request'): Message => ({
    identities: [],
    header: newHeader(type, 'test'),
    parent: {},
    metadata: {},
    content,
    buffers: [],
  });
  const good = () => new Signer(info.key);

  it('drops messages that are not signed with its key, and answers the next', async () => {
    await dealer.send(encodeMessage(request(), new Signer('another key')));
    await dealer.send(encodeMessage(request(), new Signer('')));
    const changed = encodeMessage(request({ code: '1' }, 'execute_request'), good());
    changed[5] = Buffer.from('{"code":"process.exit(1)"}');
    await dealer.send(changed);
    const honest = request();
    await dealer.send(encodeMessage(honest, good()));
    const reply = decodeMessage(await dealer.receive(), good());
    expect(reply.parent).toEqual(honest.header);
  });

  it('drops what is no message, and answers the next', async () => {
    await dealer.send(['<IDS|MSG>']);
    await dealer.send(['nothing', 'of', 'the', 'kind']);
    const broken = ['{', 'null', '{}', '{}'].map(part => Buffer.from(part));
    await dealer.send(['<IDS|MSG>', good().sign(broken), ...broken]);
    await dealer.send(encodeMessage(request({}, 'unheard_of_request'), good()));
    const honest = request();
    await dealer.send(encodeMessage(honest, good()));
    const reply = decodeMessage(await dealer.receive(), good());
    expect(reply.parent).toEqual(honest.header);
  });

  it('answers a request whose content is wrong with an error that names the field', async () => {
    for (const [type, content, message] of [
      ['execute_request', { code: 5 }, 'execute_request: "code" must be a string'],
      [
        'complete_request',
        { code: 'a', cursor_pos: 'end' },
        'complete_request: "cursor_pos" must be an integer',
      ],
      [
        'history_request',
        { hist_access_type: 'all' },
        'history_request: "hist_access_type" must be one of tail, range, search',
      ],
      ['inspect_request', {}, 'inspect_request: "code" must be a string'],
    ] as const) {
      const { content: reply } = await kernel.client.request('shell', type, content);
      expect(reply).toMatchObject({ status: 'error', ename: 'InvalidMessageError', evalue: message });
    }
  });

  it('signs what it sends: a front end with another key takes nothing', async () => {
    const connecting = KernelClient.connect({ ...info, key: 'another key' }, { timeout: 300 });
    await expect(connecting).rejects.toMatchObject({
      code: 'kernel-gone',
      cause: expect.objectContaining({ code: 'bad-signature' }),
    });
  });

  it('answers heartbeats', async () => {
    const heart = new Request({ linger: 0, receiveTimeout: 20_000 });
    heart.connect(address(info, 'hb'));
    for (const beat of ['ping', 'pong']) {
      await heart.send(beat);
      expect(String(await heart.receive())).toBe(beat);
    }
    heart.close();
  });

  it('ends with a message when its address is taken', async () => {
    const { spawn } = await import('node:child_process');
    const second = spawn(process.execPath, ['dist/kernel/main.js', kernel.launched.connectionFile]);
    let stderr = '';
    second.stderr.on('data', text => {
      stderr += text;
    });
    const [code] = await once(second, 'close');
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/in use/i) });
  });
});
