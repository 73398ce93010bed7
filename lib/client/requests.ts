import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { isUnreachable, ServiceError } from '../errors/service-error.js';
import { abortable } from './abortable.js';
import { Connection } from './connection.js';
import { type Capabilities, parseReply } from './replies.js';
import type { ServiceAddress } from './service-address.js';
import type { ServiceRequest, Transport } from './transport.js';

/** How often a call is tried again when the embedded service vanished under it. */
const restarts = 4;

/** Ids in one `GET /jobs?id=`: keeps the URL well below what servers take. */
export const idsPerRequest = 500;

/** Requests to one service, which is started when it is ours and does not run. */
export class Requests {
  readonly #connection: Connection;

  constructor(address: ServiceAddress) {
    this.#connection = new Connection(address);
  }

  /** True for the service on this machine that this process may start. */
  get embedded(): boolean {
    return this.#connection.embedded;
  }

  /** What the service can do beyond PROMINENCE. */
  capabilities(): Promise<Capabilities> {
    return this.#withService(undefined, () => this.#connection.capabilities());
  }

  /** The reply, checked; what it returns can be trusted. */
  async json<T>(schema: z.ZodType<T>, request: ServiceRequest): Promise<T> {
    return parseReply(schema, await this.text(request), `${request.method.toUpperCase()} /${request.path}`);
  }

  /** The reply as text. */
  text(request: ServiceRequest): Promise<string> {
    return this.read(request, reply => reply.text());
  }

  /** Reads the body of the reply. */
  read<T>(request: ServiceRequest, body: (reply: Response) => Promise<T>): Promise<T> {
    return this.#withService(request.signal, transport => transport.read(request, body));
  }

  /** The reply with its body unread, for one that stays open. */
  send(request: ServiceRequest): Promise<Response> {
    return this.#withService(request.signal, transport => transport.send(request));
  }

  /** Calls a service that may have to be started, or started again because it vanished during the call. */
  async #withService<T>(
    signal: AbortSignal | undefined,
    call: (transport: Transport) => Promise<T>,
  ): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const opening = this.#connection.transport();
      const transport = await abortable(opening, signal);
      try {
        return await call(transport);
      } catch (error) {
        if (!this.embedded || attempt > restarts || !mayBeRestarting(error)) throw error;
        this.#connection.lost(opening);
        await delay(50 * attempt, undefined, { ...(signal && { signal }) });
      }
    }
  }
}

/** A new start of the embedded service has a new port and a new token. */
function mayBeRestarting(error: unknown): boolean {
  return isUnreachable(error) || (error instanceof ServiceError && error.code === 'unauthorized');
}
