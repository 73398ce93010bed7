import { Fields, InvalidMessageError, type JsonObject } from './fields.js';

/** An execute_request (https://jupyter-client.readthedocs.io/en/stable/messaging.html), checked, as all in this file. */
export interface ExecuteRequest {
  readonly code: string;
  readonly silent: boolean;
  readonly storeHistory: boolean;
  readonly userExpressions: Readonly<Record<string, string>>;
  readonly stopOnError: boolean;
  readonly allowStdin: boolean;
}

/** Reads an execute_request. @throws InvalidMessageError */
export function parseExecute(content: JsonObject): ExecuteRequest {
  const fields = new Fields('execute_request', content);
  const silent = fields.boolean('silent', false);
  const userExpressions = fields.object('user_expressions', {});
  for (const [name, expression] of Object.entries(userExpressions)) {
    if (typeof expression !== 'string') {
      throw new InvalidMessageError(`execute_request: user expression "${name}" must be a string`);
    }
  }
  return {
    code: fields.string('code'),
    silent,
    storeHistory: !silent && fields.boolean('store_history', true),
    userExpressions: userExpressions as Record<string, string>,
    stopOnError: fields.boolean('stop_on_error', true),
    allowStdin: fields.boolean('allow_stdin', false),
  };
}

/** A comm_open, comm_msg or comm_close; only comm_open names the target. */
export interface CommRequest {
  readonly id: string;
  readonly target: string;
  readonly data: JsonObject;
}

/** Reads a message of a comm. @throws InvalidMessageError */
export function parseComm(type: 'comm_open' | 'comm_msg' | 'comm_close', content: JsonObject): CommRequest {
  const fields = new Fields(type, content);
  return {
    id: fields.string('comm_id'),
    target: type === 'comm_open' ? fields.string('target_name') : '',
    data: fields.object('data', {}),
  };
}

/** A place in code; `cursor` is in UTF-16 units, though the wire counts code points. */
export interface CursorRequest {
  readonly code: string;
  readonly cursor: number;
}

/** For complete_request and inspect_request. Without a cursor, the end of the code is meant. @throws InvalidMessageError */
export function parseCursor(what: string, content: JsonObject): CursorRequest {
  const fields = new Fields(what, content);
  const code = fields.string('code');
  const position = fields.integer('cursor_pos', codePointsBefore(code, code.length));
  return { code, cursor: utf16Offset(code, position) };
}

/** The number of code points before a UTF-16 offset. */
export function codePointsBefore(code: string, offset: number): number {
  return [...code.slice(0, offset)].length;
}

function utf16Offset(code: string, codePoints: number): number {
  let offset = 0;
  for (let left = codePoints; left > 0 && offset < code.length; left--) {
    offset += code.codePointAt(offset)! > 0xffff ? 2 : 1;
  }
  return offset;
}

/** A history_request: the last lines, a range of them, or those like a pattern. */
export type HistoryRequest = { readonly output: boolean } & (
  | { readonly access: 'tail'; readonly n: number }
  | { readonly access: 'range'; readonly session: number; readonly start: number; readonly stop: number }
  | { readonly access: 'search'; readonly pattern: string; readonly unique: boolean; readonly n: number }
);

/** Reads a history_request. @throws InvalidMessageError */
export function parseHistory(content: JsonObject): HistoryRequest {
  const fields = new Fields('history_request', content);
  const output = fields.boolean('output', false);
  const access = fields.choice('hist_access_type', ['tail', 'range', 'search'], 'tail');
  const all = Number.MAX_SAFE_INTEGER;
  if (access === 'tail') return { output, access, n: fields.integer('n', all) };
  if (access === 'range') {
    return {
      output,
      access,
      session: fields.integer('session', 0),
      start: fields.integer('start', 0),
      stop: fields.integer('stop', all),
    };
  }
  return {
    output,
    access,
    pattern: fields.string('pattern', '*'),
    unique: fields.boolean('unique', false),
    n: fields.integer('n', all),
  };
}
