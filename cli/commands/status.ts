import { Command } from 'commander';
import { tunebookHome } from '../../lib/model/home.js';
import { jobReadSchema } from '../../lib/model/job-read.js';
import { isQueued } from '../../lib/model/states.js';
import { exitCodes } from '../command-error.js';
import { callService, currentService } from '../service.js';

/** `tunebook status`: whether a service runs, and what it does. */
export function statusCommand(): Command {
  return new Command('status')
    .description('say whether the job service runs, and how many jobs it has (exit code 3: it does not run)')
    .option('--json', 'print one JSON object')
    .action(async (options: { json?: boolean }) => {
      const service = await currentService();
      const { data } = tunebookHome();
      if (!service) {
        console.log(
          options.json
            ? JSON.stringify({ running: false, data })
            : `No service runs. State is kept in ${data}.`,
        );
        process.exitCode = exitCodes.notRunning;
        return;
      }
      const jobs = await callService(service, 'GET', 'jobs');
      const active = jobReadSchema.array().parse(JSON.parse(jobs));
      const running = active.filter(job => job.status === 'running').length;
      const queued = active.filter(job => isQueued(job.status)).length;
      const { pid, url, version } = service;
      console.log(
        options.json
          ? JSON.stringify({ running: true, pid, url, version, data, jobs: { running, queued } })
          : `The service runs (process ${pid}, version ${version}, ${url}): ${running} running, ${queued} queued. State is kept in ${data}.`,
      );
    });
}
