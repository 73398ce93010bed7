import { ServiceError } from '../errors/service-error.js';
import { fixedToken } from './credentials.js';
import { embeddedService } from './embedded.js';
import { type Capabilities, capabilitiesSchema, parseReply } from './replies.js';
import type { ServiceAddress } from './service-address.js';
import { Transport } from './transport.js';

/** What a service can do that is not in PROMINENCE: nothing, for a stock server. */
const stock: Capabilities = capabilitiesSchema.parse({ service: 'prominence', version: '' });

/**
 * The way to one service. The embedded one is started when it is needed and again when it is gone: its address and
 * token may change from one start to the next.
 */
export class Connection {
  #transport: Promise<Transport> | undefined;
  #capabilities: Promise<Capabilities> | undefined;

  constructor(readonly address: ServiceAddress) {}

  /** True for the service on this machine that this process may start. */
  get embedded(): boolean {
    return this.address.kind === 'embedded';
  }

  /** The transport to the service, which is started first if it is ours and does not run. */
  transport(): Promise<Transport> {
    if (this.#transport) return this.#transport;
    const opening = this.#open();
    this.#transport = opening;
    opening.catch(() => this.lost(opening));
    return opening;
  }

  /** Forgets a transport that got no answer, unless another call has replaced it already. */
  lost(transport: Promise<Transport>): void {
    if (this.#transport !== transport) return;
    this.#transport = undefined;
    this.#capabilities = undefined;
  }

  /** What the service can do beyond PROMINENCE; asked once for each start of it. */
  async capabilities(): Promise<Capabilities> {
    const asking = this.#capabilities ?? this.transport().then(askCapabilities);
    this.#capabilities = asking;
    try {
      return await asking;
    } catch (error) {
      if (this.#capabilities === asking) this.#capabilities = undefined;
      throw error;
    }
  }

  async #open(): Promise<Transport> {
    if (this.address.kind === 'remote') return this.address.transport();
    const { url, token } = await embeddedService(this.address.home, this.address.env());
    return new Transport(url, fixedToken(token));
  }
}

async function askCapabilities(transport: Transport): Promise<Capabilities> {
  try {
    const body = await transport.read({ method: 'get', path: 'capabilities' }, reply => reply.text());
    return parseReply(capabilitiesSchema, body, 'GET /capabilities');
  } catch (error) {
    // PROMINENCE itself has no such path: it answers 404.
    if (error instanceof ServiceError && (error.code === 'refused' || error.code === 'protocol'))
      return stock;
    throw error;
  }
}
