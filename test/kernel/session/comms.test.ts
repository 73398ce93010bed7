import { randomUUID } from 'node:crypto';
import type { Message } from '../../../dist/kernel/wire/message.js';
import { TestKernel } from '../../support/kernel.ts';

describe('comms', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  const published = (type: string) => kernel.published(({ header }) => header.msg_type === type);
  const info = async (content: Record<string, unknown> = {}) =>
    (await kernel.client.request('shell', 'comm_info_request', content)).content;
  /** Everything that the kernel publishes for one message, up to its idle. */
  const caused = async (send: () => string): Promise<Message[]> => {
    const seen: Message[] = [];
    let id: string | undefined;
    const stop = kernel.client.onPublished(message => seen.push(message));
    const idle = kernel.published(
      ({ parent, content }) => parent.msg_id === id && content['execution_state'] === 'idle',
    );
    id = send();
    await idle;
    stop();
    return seen.filter(({ parent }) => parent.msg_id === id);
  };
  const types = (messages: readonly Message[]) =>
    messages.map(({ header, content }) => content['execution_state'] ?? header.msg_type);

  it('are opened by a cell, with data, metadata and bytes', async () => {
    const opened = published('comm_open');
    const { value } = await kernel.run(
      `const comm: Comm = comms.open('gauge', { level: 1 }, { metadata: { version: '2.1.0' },
         buffers: [new Float64Array([0.5, 2]), Uint8Array.of(1, 2, 3).subarray(1), new ArrayBuffer(2)] }); comm.id`,
    );
    const { content, metadata, buffers, parent } = await opened;
    const id = value!.replaceAll("'", '');
    expect(content).toEqual({ comm_id: id, target_name: 'gauge', data: { level: 1 } });
    expect(metadata).toEqual({ version: '2.1.0' });
    expect(buffers.map(buffer => [...buffer])).toEqual([
      [...new Uint8Array(new Float64Array([0.5, 2]).buffer)],
      [2, 3],
      [0, 0],
    ]);
    expect(parent).toMatchObject({ msg_type: 'execute_request' });
    expect(await info()).toEqual({ status: 'ok', comms: { [id]: { target_name: 'gauge' } } });
    expect(await info({ target_name: 'another' })).toEqual({ status: 'ok', comms: {} });
    const closed = published('comm_close');
    await kernel.run('comm.close({ why: 1 }); comm.close()');
    expect((await closed).content).toEqual({ comm_id: id, data: { why: 1 } });
    expect(await info()).toEqual({ status: 'ok', comms: {} });
    const { reply } = await kernel.run('comm.send({})');
    expect(reply).toMatchObject({ ename: 'CommClosedError' });
  });

  it('are opened by a front end for a registered target, and carry messages both ways', async () => {
    await kernel.run(`let sum = 0; comms.registerTarget('adder', (comm, { data, metadata }) => {
      console.log('opened', data.start, metadata.note); sum = data.start;
      comm.onMessage(({ data, buffers }) => {
        sum += data.add + new Float64Array(buffers[0]!.buffer)[0]!;
        console.log('sum', sum); comm.send({ sum }, { buffers: buffers.map(b => b.slice(0, 1)) });
      });
      comm.onClose(({ data }) => console.log('closed', data.why, comm.isClosed));
    });`);
    const id = randomUUID();
    const opened = await caused(() =>
      kernel.client.tell(
        'comm_open',
        { comm_id: id, target_name: 'adder', data: { start: 1 } },
        { metadata: { note: 'hi' } },
      ),
    );
    expect(types(opened)).toEqual(['busy', 'stream', 'idle']);
    expect(opened[1]?.content).toMatchObject({ text: 'opened 1 hi\n' });
    expect(await info({ target_name: 'adder' })).toMatchObject({ comms: { [id]: { target_name: 'adder' } } });
    const message = await caused(() =>
      kernel.client.tell(
        'comm_msg',
        { comm_id: id, data: { add: 40 } },
        { buffers: [new Uint8Array(new Float64Array([1]).buffer)] },
      ),
    );
    expect(types(message)).toEqual(['busy', 'stream', 'comm_msg', 'idle']);
    expect(message[1]?.content).toMatchObject({ text: 'sum 42\n' });
    expect(message[2]).toMatchObject({ content: { comm_id: id, data: { sum: 42 } } });
    expect(message[2]?.buffers.map(buffer => [...buffer])).toEqual([[0]]);
    const closed = await caused(() =>
      kernel.client.tell('comm_close', { comm_id: id, data: { why: 'done' } }),
    );
    expect(closed[1]?.content).toMatchObject({ text: 'closed done true\n' });
    expect(await info()).toEqual({ status: 'ok', comms: {} });
    const after = await caused(() => kernel.client.tell('comm_msg', { comm_id: id, data: { add: 1 } }));
    expect(types(after)).toEqual(['busy', 'idle']);
  });

  it('carry many bytes at once, to the cell and back', async () => {
    await kernel.run(
      "comms.registerTarget('mirror', comm => comm.onMessage(({ buffers }) => comm.send({}, { buffers })))",
    );
    const comm_id = randomUUID();
    kernel.client.tell('comm_open', { comm_id, target_name: 'mirror', data: {} });
    const bytes = Buffer.from(Array.from({ length: 5_000_000 }, (_, index) => index % 251));
    const [, mirrored] = await caused(() =>
      kernel.client.tell('comm_msg', { comm_id, data: {} }, { buffers: [bytes] }),
    );
    expect(bytes.equals(mirrored!.buffers[0]!)).toBe(true);
    kernel.client.tell('comm_close', { comm_id, data: {} });
  });

  it('that a front end opens for an unknown target are closed', async () => {
    const seen = await caused(() =>
      kernel.client.tell('comm_open', { comm_id: 'c1', target_name: 'nobody', data: {} }),
    );
    expect(types(seen)).toEqual(['busy', 'comm_close', 'idle']);
    expect(seen[1]?.content).toEqual({ comm_id: 'c1', data: {} });
    expect(await info()).toEqual({ status: 'ok', comms: {} });
  });

  it('are handled while a cell awaits', async () => {
    const opened = published('comm_open');
    const cell = kernel.run(
      "const question = comms.open('question'); const answer = await new Promise(resolve => question.onMessage(({ data }) => resolve(data.text))); question.close(); answer",
    );
    const { content } = await opened;
    kernel.client.tell('comm_msg', { comm_id: content['comm_id'], data: { text: 'yes' } });
    expect((await cell).value).toBe("'yes'");
  });

  it('tell an error of a listener where its output is, and go on', async () => {
    const opened = published('comm_open');
    await kernel.run(
      "const fragile = comms.open('fragile'); let heard = 0; fragile.onMessage(async () => { await null; throw new RangeError('too far') }); fragile.onMessage(() => { heard++ })",
    );
    const { comm_id } = (await opened).content;
    const seen = await caused(() => kernel.client.tell('comm_msg', { comm_id, data: {} }));
    expect(types(seen)).toEqual(['busy', 'stream', 'idle']);
    expect(seen[1]?.content).toMatchObject({ name: 'stderr', text: expect.stringMatching(/too far/) });
    expect(String(seen[1]?.content['text'])).toMatch(/cell\[\d+\]:1/);
    expect((await kernel.run('fragile.close(); heard')).value).toBe('1');
  });

  it('close one that a target fails to take', async () => {
    await kernel.run("comms.registerTarget('broken', () => { throw new Error('no such gauge') })");
    const seen = await caused(() =>
      kernel.client.tell('comm_open', { comm_id: 'b1', target_name: 'broken', data: {} }),
    );
    expect(types(seen)).toEqual(['busy', 'comm_close', 'stream', 'idle']);
    await kernel.run("comms.unregisterTarget('broken')");
  });

  it('drop a message without an id, and answer what comes next', async () => {
    const seen = await caused(() => kernel.client.tell('comm_open', { target_name: 'adder' }));
    expect(types(seen)).toEqual(['busy', 'idle']);
  });

  it('end a listener that never ends when the kernel is interrupted', async () => {
    const opened = published('comm_open');
    await kernel.run(
      "const endless = comms.open('endless'); endless.onMessage(() => { console.log('round and round'); while (true); })",
    );
    const { comm_id } = (await opened).content;
    const spins = kernel.printed('round and round');
    const seen = caused(() => kernel.client.tell('comm_msg', { comm_id, data: {} }));
    await spins;
    await kernel.client.interrupt();
    expect(types(await seen).at(-1)).toBe('idle');
    expect((await kernel.run('endless.close(); 1 + 1')).value).toBe('2');
  });

  it('make an anywidget that a page can load, change and load again', async () => {
    const opened = published('comm_open');
    const shown = published('display_data');
    await kernel.run(`
      const state = {
        _model_module: 'anywidget', _model_name: 'AnyModel', _model_module_version: '*',
        _view_module: 'anywidget', _view_name: 'AnyView', _view_module_version: '*', _view_count: null,
        _esm: 'export default { render({ model, el }) { el.textContent = model.get("value") } }', value: 1,
      };
      const widget = comms.open('jupyter.widget', { state, buffer_paths: [] }, { metadata: { version: '2.1.0' } });
      widget.onMessage(({ data, buffers }) => {
        if (data.method === 'update') { Object.assign(state, data.state); widget.send({ method: 'echo_update', state: data.state, buffer_paths: [] }); }
        if (data.method === 'request_state') widget.send({ method: 'update', state, buffer_paths: [] });
        if (data.method === 'custom') widget.send({ method: 'custom', content: { bytes: buffers[0]!.length } }, { buffers });
      });
      comms.registerTarget('jupyter.widget.control', control => control.onMessage(({ data }) => {
        if (data.method === 'request_states')
          control.send({ method: 'update_states', states: { [widget.id]: { model_name: 'AnyModel', model_module: 'anywidget', model_module_version: '*', state } }, buffer_paths: [] });
      }));
      const port = (globalThis as any)[Symbol.for('tunebook.display')];
      port.show({ 'application/vnd.jupyter.widget-view+json': { version_major: 2, version_minor: 1, model_id: widget.id } });`);
    const { content, metadata } = await opened;
    expect(metadata).toEqual({ version: '2.1.0' });
    const { comm_id } = content;
    expect((await shown).content['data']).toMatchObject({
      'application/vnd.jupyter.widget-view+json': { model_id: comm_id },
    });
    const tell = (data: Record<string, unknown>, buffers: Uint8Array[] = []) =>
      caused(() => kernel.client.tell('comm_msg', { comm_id, data }, { buffers }));
    const [, echo] = await tell({ method: 'update', state: { value: 7 }, buffer_paths: [] });
    expect(echo?.content).toMatchObject({ data: { method: 'echo_update', state: { value: 7 } } });
    const [, custom] = await tell({ method: 'custom', content: {} }, [Uint8Array.of(9, 8)]);
    expect(custom?.content).toMatchObject({ data: { content: { bytes: 2 } } });
    expect([...custom!.buffers[0]!]).toEqual([9, 8]);
    kernel.client.tell('comm_open', { comm_id: 'ctl', target_name: 'jupyter.widget.control', data: {} });
    const [, states] = await caused(() =>
      kernel.client.tell('comm_msg', { comm_id: 'ctl', data: { method: 'request_states' } }),
    );
    expect(states?.content).toMatchObject({
      data: { method: 'update_states', states: { [String(comm_id)]: { state: { value: 7 } } } },
    });
  });

  it('are closed when the session process ends', async () => {
    const opened = published('comm_open');
    await kernel.run("const lost = comms.open('lost')");
    const { comm_id } = (await opened).content;
    const closed = kernel.published(
      ({ header, content }) => header.msg_type === 'comm_close' && content['comm_id'] === comm_id,
    );
    await kernel.run('process.exit(1)');
    await closed;
    expect(await info()).toEqual({ status: 'ok', comms: {} });
  });
});
