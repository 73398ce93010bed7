import { type DisplayPort, displayPortKey } from './port.js';
import { TerminalPort } from './terminal-port.js';

let terminal: TerminalPort | undefined;

/** The front end: the one that the kernel registered, else this terminal. */
export function displayPort(): DisplayPort {
  const registered = (globalThis as { [displayPortKey]?: DisplayPort })[displayPortKey];
  if (registered) return registered;
  terminal ??= new TerminalPort();
  return terminal;
}
