// Steps of the set-up: run a program, show that it runs, and explain when it fails.
import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the checkout. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** An error that a user can act on; shown without a stack. */
export class SetupError extends Error {
  name = 'SetupError';
}

/** Refuses a Node that is too old, before anything else fails in a stranger way. */
export function supportedNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new SetupError(
      `Tunebook needs Node 20.19 or later, and this is Node ${version}. Install a newer one (https://nodejs.org).`,
    );
  }
}

/** Runs a program in the checkout with this terminal as its own; resolves with its exit code. */
export function hand(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } });
    // Ctrl-C reaches the child too, by the terminal: wait for it to end in its own way.
    const wait = () => {};
    const passOn = signal => child.kill(signal);
    process.on('SIGINT', wait);
    for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, passOn);
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('SIGINT', wait);
      for (const each of ['SIGTERM', 'SIGHUP']) process.off(each, passOn);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** Runs a program quietly under a line that says what happens and for how long; fails with the end of its output. */
export async function step(title, command, args, { hint = '', env = {} } = {}) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const live = process.stderr.isTTY;
  const say = (sign, end) => process.stderr.write(`${live ? '\r\x1b[K' : ''}${sign} ${title}${end}`);
  say('…', live ? '' : '\n');
  const ticker = live ? setInterval(() => say('…', ` ${seconds()} s`), 1000) : undefined;
  const { code, output } = await collect(command, args, env);
  clearInterval(ticker);
  if (code === 0) {
    say('✓', ` (${seconds()} s)\n`);
    return;
  }
  say('✕', '\n');
  const lines = output.trim().split('\n');
  // npm tells the cause first and its usage last, pip the other way round.
  const told = lines.length > 24 ? [...lines.slice(0, 12), '…', ...lines.slice(-8)] : lines;
  throw new SetupError(
    `${title}: ${command} ${args.slice(0, 3).join(' ')} … failed (${code}).\n${told.join('\n')}${hint && `\n\n${hint}`}`,
  );
}

/** Runs a program and collects what it prints; never rejects. */
export function collect(command, args, env = {}) {
  return new Promise(resolve => {
    let output = '';
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', text => {
        output = (output + text).slice(-20_000);
      });
    }
    child.once('error', error => resolve({ code: error.code ?? 'not started', output: error.message }));
    child.once('close', code => resolve({ code: code ?? 'killed', output }));
  });
}
