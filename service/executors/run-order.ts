import type { JobJson } from '../../lib/model/job.js';

/** The indexes of a job's tasks: sidecars start first and together, then the others one after the other. */
export function runOrder({ tasks }: JobJson): { sidecars: number[]; tasks: number[] } {
  const indexes = [...tasks.keys()];
  const isSidecar = (index: number) => tasks[index]!.type === 'sidecar';
  return { sidecars: indexes.filter(isSidecar), tasks: indexes.filter(index => !isSidecar(index)) };
}
