import { displayMetadata } from '../display/metadata.js';
import type { ErrorDescription } from '../language/describe-error.js';
import { formatDiagnostics } from '../language/diagnostics.js';
import type { Diagnostic, Language } from '../language/language.js';
import type { JsonObject } from '../wire/fields.js';
import type { ExecuteRequest } from '../wire/requests.js';
import { describeFailure } from './describe-failure.js';
import type { Outcome, SessionEvent } from './events.js';
import type { History } from './history.js';
import { InterruptedError } from './interrupted-error.js';
import type { Parent, Publisher } from './publisher.js';
import { Session } from './session.js';
import type { SessionProcessOptions } from './session-process.js';

/** Programs that are not counted as cells (silent requests, user expressions) have numbers from here. */
const firstHiddenNumber = 1_000_000;

/** What a runner works with. */
export interface CellRunnerParts {
  readonly session: SessionProcessOptions;
  readonly language: Promise<Language>;
  readonly publisher: Publisher;
  readonly history: History;
  /** Called after output was published; may pause the session's output. */
  readonly published: () => void;
}

/** The request that is being answered. */
interface Running {
  readonly parent: Parent;
  interrupted: boolean;
}

/** Answers execute requests: checks the code, runs it in the session and publishes what it shows. */
export class CellRunner {
  readonly #parts: CellRunnerParts;
  readonly #session: Session;
  /** By program number, the request that its output belongs to; headers are small and late output may come. */
  readonly #parents = new Map<number, Parent>();
  #latestParent: Parent = {};
  #count = 0;
  #hiddenNumber = firstHiddenNumber;
  readonly #running = new Set<Running>();

  constructor(parts: CellRunnerParts) {
    this.#parts = parts;
    this.#session = new Session(parts.session, {
      event: event => this.#take(event),
      raw: (name, text) => this.#stream(name, text, this.#latestParent),
      restarted: reason => this.#restarted(reason),
    });
  }

  /** The header of a request that is being answered, the oldest if there are several. */
  get executing(): Parent | undefined {
    for (const { parent } of this.#running) return parent;
    return undefined;
  }

  /**
   * Runs the code; returns the content of execute_reply when everything that the code shows is published. What is run
   * while other code waits goes on beside it.
   */
  async execute(request: ExecuteRequest, parent: Parent): Promise<JsonObject> {
    this.#latestParent = parent;
    const running: Running = { parent, interrupted: false };
    this.#running.add(running);
    try {
      return await this.#execute(request, running);
    } finally {
      this.#running.delete(running);
    }
  }

  /** Content of the reply to a request that is not run because one before it failed. */
  aborted(): JsonObject {
    return { status: 'aborted', execution_count: this.#count };
  }

  /** Ends the cells that run or are about to; the variables stay. */
  interrupt(): void {
    for (const running of this.#running) running.interrupted = true;
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
    const { parent } = running;
    const { publisher, history } = this.#parts;
    const isBlank = code.trim() === '';
    const counts = storeHistory && !isBlank;
    if (counts) this.#count++;
    const execution_count = counts ? this.#count : Math.max(this.#count, 1);
    const number = counts ? this.#count : this.#hiddenNumber++;
    if (counts) history.add(execution_count, code);
    if (!silent) publisher.publish('execute_input', { code, execution_count }, parent);
    const outcome: Outcome = isBlank ? { status: 'ok' } : await this.#run(code, number, running, !silent);
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
      const result = await this.#run(expression, this.#hiddenNumber++, running, true);
      user_expressions[name] =
        result.status === 'ok'
          ? { status: 'ok', data: result.value ?? { 'text/plain': 'undefined' }, metadata: {} }
          : { status: 'error', ...result.error };
    }
    return { status: 'ok', execution_count, user_expressions, payload: [] };
  }

  async #run(code: string, number: number, running: Running, wantsValue: boolean): Promise<Outcome> {
    const { parent } = running;
    this.#parents.set(number, parent);
    try {
      const language = await this.#parts.language;
      const { diagnostics, program } = await language.prepare(code, number);
      if (!program) return { status: 'error', error: describeFindings(diagnostics, code, number) };
      if (running.interrupted) return { status: 'error', error: interruptedBeforeStart };
      if (diagnostics.length > 0) {
        this.#stream('stderr', `${formatDiagnostics(diagnostics, code, number).join('\n')}\n`, parent);
      }
      // The session does not need the commit; the next cell is checked after it.
      const committed = language.commit(number);
      committed.catch(() => {});
      const outcome = await this.#session.run(program, wantsValue);
      await committed;
      return outcome;
    } catch (error) {
      // The language service failed, not the cell.
      return { status: 'error', error: describeFailure(error as Error) };
    }
  }

  #take(event: SessionEvent): void {
    const parent = this.#parents.get(event.cell) ?? this.#latestParent;
    const { publisher } = this.#parts;
    switch (event.type) {
      case 'stream':
        publisher.stream(event.name, event.text, parent);
        break;
      case 'clear':
        publisher.publish('clear_output', { wait: event.wait }, parent);
        break;
      case 'show':
      case 'update': {
        const transient = event.id === undefined ? {} : { display_id: event.id };
        const type = event.type === 'show' ? 'display_data' : 'update_display_data';
        publisher.publish(
          type,
          { data: event.data, metadata: displayMetadata(event.data), transient },
          parent,
        );
      }
    }
    this.#parts.published();
  }

  #stream(name: 'stdout' | 'stderr', text: string, parent: Parent): void {
    this.#parts.publisher.stream(name, text, parent);
    this.#parts.published();
  }

  #restarted(reason: ErrorDescription): void {
    // What the cells declared is gone with the process; names of the old session shall not pass the check.
    this.#parts.language.then(language => language.reset()).catch(() => {});
    if (this.#running.size === 0) this.#stream('stderr', `${reason.evalue}\n`, this.#latestParent);
  }
}

const interruptedBeforeStart = describeFailure(
  new InterruptedError('The cell was interrupted before it started'),
);

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
