import { ownProcess } from './builtins.js';

type Start = (this: unknown, ...options: unknown[]) => unknown;

/**
 * Has something done before this process starts a child process, in whatever way: what Node calls in the end is wrapped, since
 * `execSync` and its like pass by everything that `node:child_process` exports.
 */
export function beforeChildren(act: () => void): void {
  const { binding } = ownProcess as unknown as { binding(name: string): Record<string, unknown> };
  const { Process } = binding('process_wrap') as { Process: { prototype: { spawn: Start } } };
  for (const starter of [Process.prototype, binding('spawn_sync') as { spawn: Start }]) {
    const { spawn } = starter;
    // Releases of Node differ in what they pass.
    starter.spawn = function (...options) {
      act();
      return spawn.apply(this, options);
    };
  }
}
