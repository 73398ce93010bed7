import type { Bundle } from '../display/display-event.js';
import { displayMetadata, updateMetadata } from '../display/metadata.js';
import { formatDiagnostics } from '../language/diagnostics.js';
import type { Diagnostic, Language } from '../language/language.js';
import type { ErrorDescription } from '../language/run/describe-error.js';
import type { JsonObject } from '../wire/fields.js';
import type { Message } from '../wire/message.js';
import { type ExecuteRequest, parseComm } from '../wire/requests.js';
import { describeFailure } from './describe-failure.js';
import type { CommEvent, FrontEndMessage, InputEvent, Outcome, SessionEvent } from './events.js';
import type { History } from './history.js';
import type { InputRequests } from './input-requests.js';
import { InterruptedError } from './interrupted-error.js';
import { OpenComms } from './open-comms.js';
import type { Parent, Publisher } from './publisher.js';
import { Session } from './session.js';
import type { SessionProcessOptions } from './session-process.js';

/** Programs that are not counted as cells (silent requests, user expressions) have numbers from here. */
const firstHiddenNumber = 1_000_000;
/** So many of these are remembered, for output that comes late: a widget may send messages all day. */
const rememberedHidden = 10_000;

/** What a runner works with. */
export interface CellRunnerParts {
  readonly session: SessionProcessOptions;
  readonly language: Promise<Language>;
  readonly publisher: Publisher;
  readonly history: History;
  readonly inputs: InputRequests;
  /** Called after output was published; may pause the session's output. */
  readonly published: () => void;
}

/** The request that is being answered. */
interface Running {
  readonly message: Message;
  readonly allowStdin: boolean;
  readonly controller: AbortController;
}

/** Answers execute requests: checks the code, runs it in the session and publishes what it shows. */
export class CellRunner {
  readonly #parts: CellRunnerParts;
  readonly #session: Session;
  /** Once it has started. */
  #language: Language | undefined;
  /** By program number, the request that its output belongs to; headers are small and late output may come. */
  readonly #parents = new Map<number, Parent>();
  /** By program number, the request that asks its front end for input. */
  readonly #askers = new Map<number, Message>();
  readonly #comms = new OpenComms();
  #latestParent: Parent = {};
  #count = 0;
  #hiddenNumber = firstHiddenNumber;
  readonly #running = new Set<Running>();
  #restarts = 0;

  constructor(parts: CellRunnerParts) {
    this.#parts = parts;
    parts.language.then(
      language => {
        this.#language = language;
      },
      // Told by the first cell.
      () => {},
    );
    this.#session = new Session(parts.session, {
      event: event => this.#take(event),
      raw: (name, text) => this.#stream(name, text, this.#latestParent),
      restarted: (reason, wasRunning) => this.#restarted(reason, wasRunning),
    });
  }

  /** The header of a request that is being answered, the oldest if there are several. */
  get executing(): Parent | undefined {
    for (const { message } of this.#running) return message.header;
    return undefined;
  }

  /**
   * Runs the code; returns the content of execute_reply when everything that the code shows is published. What is run
   * while other code waits goes on beside it.
   */
  async execute(request: ExecuteRequest, message: Message): Promise<JsonObject> {
    this.#latestParent = message.header;
    const running: Running = { message, allowStdin: request.allowStdin, controller: new AbortController() };
    this.#running.add(running);
    try {
      return await this.#execute(request, running);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Hands a comm's message to the session; resolves when those who listen have handled it. @throws InvalidMessageError */
  async handleComm({ header, content, metadata, buffers }: Message): Promise<undefined> {
    const type = header.msg_type as FrontEndMessage['type'];
    const { id, target, data } = parseComm(type, content);
    if (!this.#comms.pass(type, id, target)) return;
    const message = { type, id, target, data, metadata, buffers };
    await this.#session.handle(message, this.#hidden(header));
  }

  /** Content of comm_info_reply, for one target or all. */
  commInfo(target: string | undefined): JsonObject {
    return { status: 'ok', comms: this.#comms.info(target) };
  }

  /** Ends the cells that run or are about to; the variables stay. */
  interrupt(): void {
    for (const { controller } of this.#running) controller.abort(interruptedBeforeStart());
    this.#session.interrupt();
  }

  /** Holds the session's output back while front ends do not take it. */
  pauseOutput(): void {
    this.#session.pause();
  }

  /** Lets output that was held back go on. */
  resumeOutput(): void {
    this.#session.resume();
  }

  /** Ends the session process and what it has started. Idempotent. */
  dispose(): Promise<void> {
    return this.#session.dispose();
  }

  async #execute(request: ExecuteRequest, running: Running): Promise<JsonObject> {
    const { code, silent, storeHistory } = request;
    const parent = running.message.header;
    const { publisher, history } = this.#parts;
    const isBlank = code.trim() === '';
    const counts = storeHistory && !isBlank;
    if (counts) this.#count++;
    const execution_count = counts ? this.#count : Math.max(this.#count, 1);
    const number = counts ? this.#count : this.#hidden(parent);
    if (counts) history.add(execution_count, code);
    const ran = isBlank ? undefined : this.#run(code, number, running, !silent);
    // Only now: the code is being checked meanwhile.
    if (!silent) publisher.publish('execute_input', { code, execution_count }, parent);
    const outcome: Outcome = (await ran) ?? { status: 'ok' };
    if (outcome.status === 'error') {
      const { ename, evalue, traceback } = outcome.error;
      if (!silent) publisher.publish('error', { ename, evalue, traceback }, parent);
      return {
        status: 'error',
        execution_count,
        ename,
        evalue,
        traceback,
        user_expressions: {},
        payload: [],
      };
    }
    if (outcome.value && !silent) {
      if (counts) history.setOutput(execution_count, String(outcome.value['text/plain']));
      publisher.publish(
        'execute_result',
        { execution_count, data: outcome.value, metadata: displayMetadata(outcome.value) },
        parent,
      );
    }
    const user_expressions: JsonObject = {};
    for (const [name, expression] of Object.entries(request.userExpressions)) {
      const result = await this.#run(expression, this.#hidden(parent), running, true);
      user_expressions[name] =
        result.status === 'ok'
          ? described(result.value ?? { 'text/plain': 'undefined' })
          : { status: 'error', ...result.error };
    }
    return { status: 'ok', execution_count, user_expressions, payload: [] };
  }

  async #run(code: string, number: number, running: Running, wantsValue: boolean): Promise<Outcome> {
    const parent = running.message.header;
    this.#parents.set(number, parent);
    if (running.allowStdin) this.#askers.set(number, running.message);
    try {
      const language = this.#language ?? (await this.#parts.language);
      const restarts = this.#restarts;
      const { signal } = running.controller;
      const { diagnostics, program } = await language.prepare(code, number, { signal });
      // The names that it was checked against are gone.
      if (this.#restarts !== restarts) return await this.#run(code, number, running, wantsValue);
      if (!program) return { status: 'error', error: describeFindings(diagnostics, code, number) };
      signal.throwIfAborted();
      if (diagnostics.length > 0) {
        this.#stream('stderr', `${formatDiagnostics(diagnostics, code, number).join('\n')}\n`, parent);
      }
      // The session does not need the commit; the next cell is checked after it.
      const committed = language.commit(number);
      committed.catch(() => {});
      const outcome = await this.#session.run(program, { wantsValue, takesInput: running.allowStdin });
      await committed;
      return outcome;
    } catch (error) {
      // The language service failed or the check was interrupted; the cell did not run.
      return { status: 'error', error: describeFailure(error as Error) };
    } finally {
      this.#askers.delete(number);
      this.#parts.inputs.forget(number);
    }
  }

  /** A number for what is not counted. */
  #hidden(parent: Parent): number {
    const number = this.#hiddenNumber++;
    this.#parents.set(number, parent);
    this.#parents.delete(number - rememberedHidden);
    return number;
  }

  #take(event: SessionEvent): void {
    const parent = this.#parents.get(event.cell) ?? this.#latestParent;
    const { publisher } = this.#parts;
    switch (event.type) {
      case 'stream':
        publisher.stream(event.name, event.text, parent);
        break;
      case 'comm':
        this.#publishComm(event, parent);
        break;
      case 'input':
        this.#askFor(event);
        break;
      case 'clear':
        publisher.publish('clear_output', { wait: event.wait }, parent);
        break;
      case 'show':
      case 'update': {
        const { type, id, data } = event;
        const transient = id === undefined ? {} : { display_id: id };
        const metadata = type === 'show' ? displayMetadata(data) : updateMetadata(data, id);
        const message = type === 'show' ? 'display_data' : 'update_display_data';
        publisher.publish(message, { data, metadata, transient }, parent);
      }
    }
    this.#parts.published();
  }

  #publishComm({ message, content, metadata, buffers }: CommEvent, parent: Parent): void {
    this.#comms.pass(message, String(content['comm_id']), String(content['target_name'] ?? ''));
    this.#parts.publisher.publish(message, content, parent, {
      metadata,
      buffers: buffers.map(buffer => Buffer.from(buffer, 'base64')),
    });
  }

  #askFor({ cell, id, prompt, password }: InputEvent): void {
    const request = this.#askers.get(cell);
    const answer = (value: string) => this.#session.answer(id, value);
    if (request) this.#parts.inputs.ask({ cell, request, prompt, password, answer });
  }

  #stream(name: 'stdout' | 'stderr', text: string, parent: Parent): void {
    this.#parts.publisher.stream(name, text, parent);
    this.#parts.published();
  }

  #restarted(reason: ErrorDescription, wasRunning: boolean): void {
    this.#restarts++;
    // What the cells declared is gone with the process; names of the old session shall not pass the check.
    this.#parts.language.then(language => language.reset()).catch(() => {});
    for (const comm_id of this.#comms.clear()) {
      this.#parts.publisher.publish('comm_close', { comm_id, data: {} }, this.#latestParent);
    }
    if (!wasRunning) this.#stream('stderr', `${reason.evalue}\n`, this.#latestParent);
  }
}

function described(data: Bundle): JsonObject {
  return { status: 'ok', data, metadata: displayMetadata(data) };
}

function interruptedBeforeStart(): InterruptedError {
  return new InterruptedError('The cell was interrupted before it started');
}

function describeFindings(
  diagnostics: readonly Diagnostic[],
  code: string,
  number: number,
): ErrorDescription {
  const errors = diagnostics.filter(diagnostic => diagnostic.severity === 'error');
  // Numbers below 2000 are TypeScript's syntax errors, 0 is one of the parser.
  const isSyntax = errors.some(error => error.code < 2000);
  return {
    ename: isSyntax ? 'SyntaxError' : 'TypeCheckError',
    evalue: errors[0]?.message ?? 'The cell can not be run',
    traceback: formatDiagnostics(diagnostics, code, number),
  };
}
