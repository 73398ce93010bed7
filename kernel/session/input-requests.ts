import { Fields } from '../wire/fields.js';
import type { Message } from '../wire/message.js';

/** A question of a cell to the front end that runs it. */
export interface Question {
  readonly cell: number;
  /** The execute_request of the cell. */
  readonly request: Message;
  readonly prompt: string;
  readonly password: boolean;
  readonly answer: (value: string) => void;
}

/** Asks front ends for input, one question at a time for each of them. */
export class InputRequests {
  readonly #send: (question: Question) => string;
  /** In the order of asking; the first of each front end has been sent, under the id of its message. */
  readonly #questions: { readonly question: Question; sentAs?: string }[] = [];

  /** @param send sends an input_request; returns its msg_id */
  constructor(send: (question: Question) => string) {
    this.#send = send;
  }

  /** Asks, when the front end has answered what it was asked before. */
  ask(question: Question): void {
    this.#questions.push({ question });
    this.#sendNext();
  }

  /** Takes an input_reply; one that answers nothing is ignored. @throws InvalidMessageError */
  take(reply: Message): void {
    const value = new Fields('input_reply', reply.content).string('value');
    const from = frontEnd(reply);
    const index = this.#questions.findIndex(
      ({ question, sentAs }) =>
        sentAs !== undefined &&
        frontEnd(question.request) === from &&
        // Not every front end says what it answers.
        (reply.parent.msg_id ?? sentAs) === sentAs,
    );
    const [answered] = index < 0 ? [] : this.#questions.splice(index, 1);
    answered?.question.answer(value);
    this.#sendNext();
  }

  /** Takes back what a cell has asked. */
  forget(cell: number): void {
    for (let index = this.#questions.length - 1; index >= 0; index--) {
      if (this.#questions[index]!.question.cell === cell) this.#questions.splice(index, 1);
    }
    this.#sendNext();
  }

  #sendNext(): void {
    const asked = new Set<string>();
    for (const each of this.#questions) {
      const to = frontEnd(each.question.request);
      if (!asked.has(to)) each.sentAs ??= this.#send(each.question);
      asked.add(to);
    }
  }
}

/** Who sent a message: its routing prefix, which is the same on all sockets of a front end. */
function frontEnd({ identities }: Message): string {
  return Buffer.concat(identities).toString('hex');
}
