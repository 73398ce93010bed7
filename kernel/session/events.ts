import type { Bundle, DisplayEvent } from '../display/display-event.js';
import type { ErrorDescription } from '../language/describe-error.js';
import type { Program } from '../language/language.js';

/** What the kernel process sends to the session process over Node's IPC. */
export interface RunCommand {
  readonly type: 'run';
  /** Commands are counted: an interrupt ends what those up to a number have started. */
  readonly order: number;
  readonly program: Program;
  /** Whether the value of the last expression is wanted. */
  readonly wantsValue: boolean;
}

/** How a program ended. */
export type Outcome =
  /** `value` is absent when there is nothing to show. */
  | { readonly status: 'ok'; readonly value?: Bundle }
  | { readonly status: 'error'; readonly error: ErrorDescription };

/** What the session process reports; `cell` is the number of the program that caused it. */
export type SessionEvent =
  | {
      readonly type: 'stream';
      readonly cell: number;
      readonly name: 'stdout' | 'stderr';
      readonly text: string;
    }
  | DisplayEvent
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
