import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** What `execution.cpu` says of this machine, as PROMINENCE does: in texts, the clock in MHz. */
export function hostCpu(): Record<string, string> {
  const [first] = cpus();
  if (!first) return {};
  return { ...vendorOf(), model: first.model.trim(), clock: String(first.speed) };
}

function vendorOf(): { vendor?: string } {
  try {
    const vendor = /^vendor_id\s*:\s*(.+)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
    return vendor ? { vendor } : {};
  } catch {
    // Only Linux tells.
    return {};
  }
}
