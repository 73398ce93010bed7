import { Router, XPublisher } from 'zeromq';
import { address, type Channel, type ConnectionInfo } from './connection.js';
import { serverSecurity } from './curve.js';
import { decodeMessage, encodeMessage, type Message } from './message.js';
import { type FrameSink, patientSink, SendQueue } from './send-queue.js';
import { Signer } from './signer.js';

/** The sockets on which front ends ask. */
export type RequestChannel = 'shell' | 'control' | 'stdin';

const requestChannels: readonly RequestChannel[] = ['shell', 'control', 'stdin'];
/** How long messages that are on their way may take when a socket closes, in milliseconds. */
const linger = 1000;
/** How long a subscriber that does not read holds the others up before it loses messages, in milliseconds. */
const subscriberPatience = 5000;

/** Told what arrives. */
export interface SocketEvents {
  /** A message with a good signature. One that it throws an error for is dropped. */
  message(channel: RequestChannel, message: Message): void;
  /** A front end has subscribed to the output. */
  subscribed(topic: string): void;
  /** A message was not taken or not sent, for the reason given. */
  dropped(reason: Error): void;
}

/** The five sockets of a kernel. */
export class KernelSockets {
  readonly #events: SocketEvents;
  readonly #signer: Signer;
  readonly #routers: Record<RequestChannel | 'hb', Router>;
  readonly #iopub: XPublisher;
  readonly #queues: Record<RequestChannel | 'iopub', SendQueue>;

  /**
   * Binds all five and starts to receive.
   *
   * @throws Error of ZeroMQ when an address is taken or can't be used.
   */
  static async bind(info: ConnectionInfo, events: SocketEvents): Promise<KernelSockets> {
    const sockets = new KernelSockets(info, events);
    const bind = (channel: Channel): Promise<void> => {
      const socket = channel === 'iopub' ? sockets.#iopub : sockets.#routers[channel];
      return socket.bind(address(info, channel));
    };
    await Promise.all([...requestChannels, 'iopub' as const, 'hb' as const].map(bind));
    for (const channel of requestChannels) void sockets.#receive(channel);
    void sockets.#watchSubscriptions();
    void sockets.#echoHeartbeats();
    return sockets;
  }

  private constructor(info: ConnectionInfo, events: SocketEvents) {
    const queue = (sink: FrameSink) => new SendQueue(sink, events.dropped);
    this.#events = events;
    this.#signer = new Signer(info.key);
    const security = serverSecurity(info);
    const router = () => new Router({ linger, sendHighWaterMark: 0, ...security });
    this.#routers = { shell: router(), control: router(), stdin: router(), hb: router() };
    this.#iopub = new XPublisher({ linger, noDrop: true, verbosity: 'allSubs', ...security });
    this.#queues = {
      shell: queue(this.#routers.shell),
      control: queue(this.#routers.control),
      stdin: queue(this.#routers.stdin),
      iopub: queue(patientSink(this.#iopub, subscriberPatience)),
    };
  }

  /**
   * Sends a reply, or with `iopub` publishes to all front ends. Messages of one channel keep their order. One that can't be
   * written as JSON is dropped: it has the header of a request that was nested without measure.
   */
  send(channel: RequestChannel | 'iopub', message: Message): void {
    let frames: Uint8Array[];
    try {
      frames = encodeMessage(message, this.#signer);
    } catch (error) {
      this.#events.dropped(error as Error);
      return;
    }
    this.#queues[channel].push(frames);
  }

  /** Bytes of output that front ends have not taken yet. */
  get unpublished(): number {
    return this.#queues.iopub.bytes;
  }

  /** Resolves when all output has been taken. */
  published(): Promise<void> {
    return this.#queues.iopub.drained();
  }

  /** Sends what is queued, then closes. Idempotent. */
  async close(): Promise<void> {
    await Promise.all(Object.values(this.#queues).map(queue => queue.drained()));
    for (const socket of [...Object.values(this.#routers), this.#iopub]) socket.close();
  }

  async #receive(channel: RequestChannel): Promise<void> {
    for await (const frames of this.#routers[channel]) {
      try {
        this.#events.message(channel, decodeMessage(frames, this.#signer));
      } catch (error) {
        this.#events.dropped(error as Error);
      }
    }
  }

  async #watchSubscriptions(): Promise<void> {
    for await (const [frame] of this.#iopub) {
      if (frame?.[0] === 1) this.#events.subscribed(frame.subarray(1).toString('utf8'));
    }
  }

  async #echoHeartbeats(): Promise<void> {
    for await (const frames of this.#routers.hb) await this.#routers.hb.send(frames);
  }
}
