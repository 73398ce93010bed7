import { Dealer, XSubscriber } from 'zeromq';
import { KernelClient } from '../../../dist/kernel/wire/client.js';
import { address, type ConnectionInfo, readConnectionFile } from '../../../dist/kernel/wire/connection.js';
import { encodeMessage, newHeader } from '../../../dist/kernel/wire/message.js';
import { Signer } from '../../../dist/kernel/wire/signer.js';
import { TestKernel } from '../../support/kernel.ts';
import { Random, seeds } from '../../support/seeds.ts';
import { until } from '../../support/until.ts';

const types = [
  ...[
    'execute',
    'complete',
    'inspect',
    'is_complete',
    'history',
    'kernel_info',
    'comm_info',
    'interrupt',
  ].map(name => `${name}_request`),
  ...['create_subshell_request', 'list_subshell_request', 'delete_subshell_request', 'debug_request'],
  ...['comm_open', 'comm_msg', 'comm_close', 'input_reply', 'status', '', 'constructor', '__proto__'],
];
const keys = [
  ...['code', 'silent', 'store_history', 'user_expressions', 'allow_stdin', 'stop_on_error', 'cursor_pos'],
  ...[
    'hist_access_type',
    'n',
    'session',
    'start',
    'stop',
    'pattern',
    'unique',
    'output',
    'comm_id',
    'target_name',
  ],
  ...[
    'data',
    'value',
    'subshell_id',
    'status',
    '__proto__',
    'msg_id',
    'msg_type',
    'version',
    'date',
    'detail_level',
  ],
];
const codes = [
  '1',
  '',
  'throw 1',
  'await input()',
  'console.log("x")',
  'let',
  '\u0000',
  'nowhere',
  '`',
  'comms.open("a")',
];
const values = [
  null,
  true,
  false,
  0,
  -1,
  7,
  1.5,
  2 ** 60,
  '',
  'a',
  '*',
  'range',
  'search',
  'c1',
  '\ud800',
  '💥',
  [],
  {},
];

/** Messages as only a broken or hostile program sends them. */
class Garbage {
  readonly #random: Random;
  readonly #key: string;

  constructor(random: Random, key: string) {
    this.#random = random;
    this.#key = key;
  }

  /** The frames of a message: bytes of any kind, or signed parts of which some are wrong. */
  frames(): Uint8Array[] {
    if (this.#random.chance(0.2)) return this.#many(6, () => this.#bytes());
    const header = {
      ...newHeader(this.#random.pick(types), 'garbage'),
      ...this.#maybe(() => this.#object(1)),
    };
    const frames = encodeMessage(
      {
        identities: this.#random.chance(0.1) ? [this.#bytes()] : [],
        header,
        parent: this.#random.chance(0.3) ? newHeader(this.#random.pick(types), 'garbage') : {},
        metadata: this.#object(2),
        content: this.#object(3),
        buffers: this.#random.chance(0.2) ? this.#many(3, () => this.#bytes()) : [],
      },
      new Signer(this.#random.chance(0.9) ? this.#key : 'another key'),
    );
    if (this.#random.chance(0.1)) frames[this.#random.int(0, frames.length - 1)] = this.#bytes();
    return this.#random.chance(0.1) ? this.#rawParts() : frames;
  }

  /** Well signed, though the parts are no objects, or nested without measure. */
  #rawParts(): Uint8Array[] {
    const deep = `{"a":${'['.repeat(20_000)}${']'.repeat(20_000)},"msg_id":"m","msg_type":"kernel_info_request"}`;
    const parts = this.#many(4, () =>
      Buffer.from(this.#random.pick(['{}', '[]', 'null', '{', '"text"', deep, '{"msg_id":5}', ''])),
    );
    return [Buffer.from('<IDS|MSG>'), Buffer.from(new Signer(this.#key).sign(parts)), ...parts];
  }

  #object(depth: number): Record<string, unknown> {
    return Object.fromEntries(this.#many(6, () => [this.#random.pick(keys), this.#value(depth)] as const));
  }

  #value(depth: number): unknown {
    if (depth > 0 && this.#random.chance(0.2)) return this.#object(depth - 1);
    return this.#random.pick(this.#random.chance(0.4) ? codes : values);
  }

  #bytes(): Buffer {
    return Buffer.from(this.#many(40, () => this.#random.int(0, 255)));
  }

  #maybe<T>(make: () => T): T | undefined {
    return this.#random.chance(0.3) ? make() : undefined;
  }

  #many<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.#random.int(0, most) }, make);
  }
}

const plain = { identities: [], parent: {}, metadata: {}, content: {}, buffers: [] };

describe('a kernel among programs that misbehave', () => {
  let kernel: TestKernel;
  let info: ConnectionInfo;
  beforeAll(async () => {
    kernel = await TestKernel.start({ transport: 'tcp' });
    info = await readConnectionFile(kernel.launched.connectionFile);
    await kernel.run('let kept = 7');
  });
  afterAll(() => kernel.close());

  /** Runs code once what others have asked for is out of the way. */
  const eventually = (code: string) =>
    until(async () => {
      await kernel.client.interrupt();
      return (await kernel.run(code)).value;
    });

  it.each(seeds)('answers and keeps its variables, whatever is sent to its sockets (seed %i)', async seed => {
    const garbage = new Garbage(new Random(seed), info.key);
    const options = { linger: 1000, sendHighWaterMark: 0 };
    const sockets = (['shell', 'control', 'stdin', 'hb', 'iopub'] as const).map(channel => {
      const socket = channel === 'iopub' ? new XSubscriber(options) : new Dealer(options);
      socket.connect(address(info, channel));
      return socket;
    });
    for (let round = 0; round < 60; round++) {
      for (const socket of sockets) await socket.send(garbage.frames());
    }
    // What was sent to one socket has been read before this is: it stands behind it.
    expect(await eventually('kept * 6')).toBe('42');
    for (const channel of ['shell', 'control'] as const) {
      const { content } = await kernel.client.request(channel, 'kernel_info_request');
      expect(content).toMatchObject({ status: 'ok' });
    }
    for (const socket of sockets) socket.close();
    expect(kernel.launched.process.exitCode).toBe(null);
  });

  it('goes on when what it would have to send back is nested without measure', async () => {
    const dealer = new Dealer({ linger: 1000 });
    dealer.connect(address(info, 'shell'));
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const header = `{"msg_id":"deep","msg_type":"kernel_info_request","deep":${nested}}`;
    const parts = [header, '{}', '{}', '{}'].map(part => Buffer.from(part));
    await dealer.send(['<IDS|MSG>', new Signer(info.key).sign(parts), ...parts]);
    await dealer.send(
      encodeMessage({ ...plain, header: newHeader('kernel_info_request', 'deep') }, new Signer(info.key)),
    );
    await dealer.receive();
    dealer.close();
    expect(await eventually('kept * 6')).toBe('42');
  });

  it('goes on when a front end vanishes that was asked for input', async () => {
    const gone = await KernelClient.connect(info);
    await new Promise<void>(asked => {
      const onInput = () => {
        asked();
        return new Promise<string>(() => {});
      };
      gone.execute("await input('are you there? ')", { onInput }).catch(() => {});
    });
    gone.close();
    expect(await eventually('kept * 6')).toBe('42');
  });

  it('goes on when a front end vanishes in a flood of output', async () => {
    const gone = await KernelClient.connect(info);
    await new Promise<void>(flooded => {
      const onOutput = () => flooded();
      gone.execute("for (;;) console.log('x'.repeat(1000))", { onOutput }).catch(() => {});
    });
    gone.close();
    expect(await eventually('kept * 6')).toBe('42');
  });
});
