import { type ClientRequestArgs, Agent as HttpAgent, request } from 'node:http';
import { Agent as HttpsAgent, type AgentOptions as HttpsOptions } from 'node:https';
import type { OnReadOpts, Socket } from 'node:net';
import { Duplex } from 'node:stream';

/** Bytes that a socket reads at once, at most. */
const readSize = 2 ** 18;

/**
 * Agents each of whose sockets reads into one piece of memory over and over: fresh memory for each read takes more of
 * the processor than the reading. Node's HTTP client copies out of it; of one that does not, memory is not used again.
 */
export async function s3Agents(options: HttpsOptions) {
  const agents = {
    httpAgent: new HttpAgent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ...options }),
  };
  if (await httpClientCopies()) for (const agent of Object.values(agents)) useMemoryAgain(agent);
  return agents;
}

function useMemoryAgain(agent: HttpAgent): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, done) => {
    let memory = Buffer.allocUnsafeSlow(readSize);
    const onread: OnReadOpts = {
      buffer: () => memory,
      callback(length) {
        const more = socket.push(memory.subarray(0, length));
        // Nobody has taken it yet.
        if (socket.readableLength > 0) memory = Buffer.allocUnsafeSlow(readSize);
        return more;
      },
    };
    const socket = connect({ ...options, onread } as ClientRequestArgs, done) as Socket;
    return socket;
  };
}

/** Whether the body of a reply is in other memory than what came from the socket. */
function httpClientCopies(): Promise<boolean> {
  return new Promise(resolve => {
    const came = Buffer.from(
      new TextEncoder().encode('HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n!').buffer,
    );
    const socket = new Duplex({
      read() {},
      write(_chunk, _encoding, done) {
        done();
        socket.push(came);
      },
    });
    request({ createConnection: () => socket }, reply => {
      reply.once('data', (body: Buffer) => {
        resolve(body.buffer !== came.buffer);
        socket.destroy();
      });
      reply.on('error', () => {});
    })
      .once('error', () => resolve(false))
      .end();
  });
}
