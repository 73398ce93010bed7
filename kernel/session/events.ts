import type { Bundle, DisplayEvent } from '../display/display-event.js';
import type { Program } from '../language/language.js';
import type { ErrorDescription } from '../language/run/describe-error.js';

/** What the kernel process sends to the session process, see commands.ts. */
export type SessionCommand = RunCommand | CommCommand | InputReply;

/** Runs a program. */
export interface RunCommand {
  readonly type: 'run';
  /** Commands are counted: an interrupt ends what those up to a number have started. */
  readonly order: number;
  readonly program: Program;
  /** Whether the value of the last expression is wanted. */
  readonly wantsValue: boolean;
  /** Whether the front end can be asked for input. */
  readonly takesInput: boolean;
}

/** Hands a comm's message to whoever listens. */
export interface CommCommand {
  readonly type: 'comm';
  readonly order: number;
  /** A number of its own, as if it were a program: what the listeners show belongs to it. */
  readonly cell: number;
  readonly message: FrontEndMessage;
}

/** A message of a comm, as a front end sent it. */
export interface FrontEndMessage {
  readonly type: 'comm_open' | 'comm_msg' | 'comm_close';
  readonly id: string;
  /** Empty but in comm_open. */
  readonly target: string;
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly buffers: readonly Uint8Array[];
}

/** Hands a cell what was typed. */
export interface InputReply {
  readonly type: 'input';
  /** That of the {@link InputEvent}. */
  readonly id: number;
  readonly value: string;
}

/** How a program ended. */
export type Outcome =
  /** `value` is absent when there is nothing to show. */
  | { readonly status: 'ok'; readonly value?: Bundle }
  | { readonly status: 'error'; readonly error: ErrorDescription };

/** A cell asks for a line of text. */
export interface InputEvent {
  readonly type: 'input';
  readonly cell: number;
  readonly id: number;
  readonly prompt: string;
  readonly password: boolean;
}

/** A message of a comm for the front ends. */
export interface CommEvent {
  readonly type: 'comm';
  readonly cell: number;
  readonly message: FrontEndMessage['type'];
  readonly content: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** In base64. */
  readonly buffers: readonly string[];
}

/** What the session process reports; `cell` is the number of the program that caused it. */
export type SessionEvent =
  | {
      readonly type: 'stream';
      readonly cell: number;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  | DisplayEvent
  | CommEvent
  | InputEvent
  | { readonly type: 'done'; readonly cell: number; readonly outcome: Outcome }
  /** On stderr, just before `done`: what the cell wrote there has arrived. */
  | { readonly type: 'flushed'; readonly cell: number };

/** How the session process is started: its only argument, as JSON. */
export interface SessionArguments {
  /** The mark of {@link encodeEvent}, hexadecimal. */
  readonly mark: string;
  readonly folder: string;
  readonly preload?: string | undefined;
}

/** The session process ends with this code when its own work fails because of what a cell has replaced. */
export const brokenExitCode = 70;
