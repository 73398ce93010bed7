import { AsyncLocalStorage } from 'node:async_hooks';
import { type DisplayPort, displayPortKey } from './port.js';
import { TerminalPort } from './terminal-port.js';

let terminal: TerminalPort | undefined;
const nested = new AsyncLocalStorage<DisplayPort>();

/** The front end of the code that calls: the whole one, or the part of it that was given to that code. */
export function displayPort(): DisplayPort {
  return nested.getStore() ?? frontEnd();
}

/** The front end: the one that the kernel registered, else this terminal. */
export function frontEnd(): DisplayPort {
  const registered = (globalThis as { [displayPortKey]?: DisplayPort })[displayPortKey];
  if (registered) return registered;
  terminal ??= new TerminalPort();
  return terminal;
}

/** Calls code for which the front end is this part of it, also after awaits. */
export function withPort<T>(port: DisplayPort, call: () => T): T {
  return nested.run(port, call);
}
