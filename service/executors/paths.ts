import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { JobJson } from '../../lib/model/job.js';

/** Rewrites paths that exist in a container only into those of the job's folder. */
export type PathRewrite = (text: string) => string;

/**
 * There is no container whose `/home/user` and artifact mount points could be bound, so these paths are replaced by
 * the scratch folder and its sub-folders. A task that runs on the machine itself keeps `/home/user` where the
 * machine has such a folder: there the path means what it says.
 */
export function containerPaths(spec: JobJson, onHost: boolean, scratch: string): PathRewrite {
  const bound = new Map<string, string>();
  if (!onHost || !existsSync('/home/user')) bound.set('/home/user', scratch);
  for (const { mountpoint } of spec.artifacts ?? []) {
    if (mountpoint === undefined) continue;
    const colon = mountpoint.indexOf(':');
    const target = mountpoint.slice(colon + 1).replace(/\/+$/, '');
    if (target !== '') bound.set(target, join(scratch, mountpoint.slice(0, colon)));
  }
  if (bound.size === 0) return text => text;
  const longestFirst = [...bound.keys()].sort((a, b) => b.length - a.length).map(escapeRegExp);
  const whole = new RegExp(`(?<![\\w./-])(?:${longestFirst.join('|')})(?![\\w.-])`, 'g');
  return text => text.replace(whole, path => bound.get(path)!);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
