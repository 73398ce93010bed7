import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Random } from './seeds.ts';

/** What a network and a storage do at times. */
export const faults = [
  'cut the request',
  'cut the reply',
  'lose the reply',
  'error 500',
  'slow down',
  'slow',
  'corrupt the request',
  'corrupt the reply',
] as const;

/** A proxy before an HTTP server that does harm, in the order that its random numbers say. */
export class FaultProxy {
  /** How likely each request meets a fault. */
  chance = 0;
  /** Method and path of what was asked. */
  readonly requests: string[] = [];
  /** The harm that was done. */
  readonly done: string[] = [];

  private constructor(
    private readonly target: string,
    /** May be replaced by that of another seed. */
    public random: Random,
    private readonly server: ReturnType<typeof createServer>,
  ) {
    server.on('request', (asked, reply) => {
      this.#serve(asked, reply).catch(() => reply.destroy());
    });
  }

  static async start(target: string, random: Random): Promise<FaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(target, random, server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  async #serve(asked: IncomingMessage, reply: ServerResponse): Promise<void> {
    const fault = this.random.chance(this.chance) ? this.random.pick(faults) : undefined;
    const at = this.random.int(0, 200_000);
    this.requests.push(`${asked.method} ${asked.url}`);
    if (fault) this.done.push(`${asked.method} ${asked.url}: ${fault}`);
    asked.on('error', () => {});
    if (fault === 'error 500' || fault === 'slow down') {
      asked.resume();
      await once(asked, 'end');
      const [status, code] = fault === 'error 500' ? [500, 'InternalError'] : [503, 'SlowDown'];
      reply.writeHead(status).end(`<?xml version="1.0"?><Error><Code>${code}</Code></Error>`);
      return;
    }
    const options = { method: asked.method, headers: { ...asked.headers, connection: 'close' } };
    const onward = request(this.target + asked.url, options);
    onward.on('error', () => reply.destroy());
    const answered = once(onward, 'response') as Promise<[IncomingMessage]>;
    answered.catch(() => {});
    if (fault === 'cut the request') {
      let seen = 0;
      asked.on('data', (chunk: Buffer) => {
        seen += chunk.length;
        if (seen > at) asked.destroy();
      });
    }
    const request_ = fault === 'corrupt the request' ? flipping(at) : passing(fault === 'slow' ? 1 : 0);
    await pipeline(asked, request_, onward).catch(error => {
      onward.destroy();
      throw error;
    });
    const [answer] = await answered;
    if (fault === 'lose the reply') {
      answer.resume();
      await once(answer, 'end');
      reply.destroy();
      return;
    }
    reply.writeHead(answer.statusCode!, answer.headers);
    if (fault === 'cut the reply') {
      let seen = 0;
      answer.on('data', (chunk: Buffer) => {
        seen += chunk.length;
        if (seen > at) reply.destroy();
      });
    }
    await pipeline(answer, fault === 'corrupt the reply' ? flipping(at) : passing(0), reply);
  }
}

/** Passes bytes on, each chunk after so many milliseconds. */
function passing(pause: number): Transform {
  return new Transform({
    transform(chunk, _, done) {
      if (pause === 0) done(null, chunk);
      else setTimeout(() => done(null, chunk), pause);
    },
  });
}

/** Flips a bit of the byte at a place, where there is one. */
function flipping(at: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      const copy = Buffer.from(chunk);
      if (at >= seen && at < seen + copy.length) copy[at - seen]! ^= 1;
      seen += copy.length;
      done(null, copy);
    },
  });
}
