import { Command } from 'commander';
import { stuck } from '../../lib/client/embedded.js';
import { capabilitiesSchema } from '../../lib/client/replies.js';
import { tunebookHome } from '../../lib/model/home.js';
import { jobReadSchema } from '../../lib/model/read-schema.js';
import { isQueued } from '../../lib/model/states.js';
import { CommandError, exitCodes } from '../command-error.js';
import { callService, servingHome } from '../service.js';

/** `tunebook status`: whether a service runs, and what it does. */
export function statusCommand(): Command {
  return new Command('status')
    .description('say whether the job service runs, and how many jobs it has')
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExit codes: 0 it runs, 1 it runs but does not answer, 3 none runs.')
    .action(async (options: { json?: boolean }) => {
      const found = await servingHome();
      const { data } = tunebookHome();
      if (!found) {
        console.log(
          options.json
            ? JSON.stringify({ running: false, data })
            : `No service runs. State is kept in ${data}.`,
        );
        process.exitCode = exitCodes.notRunning;
        return;
      }
      const service = found.record;
      const { pid, url, version } = service;
      if (!found.answers) {
        if (!options.json) throw new CommandError(`${stuck(service)}.`);
        console.log(JSON.stringify({ running: true, answers: false, pid, url, version, data }));
        process.exitCode = exitCodes.failed;
        return;
      }
      const jobs = await callService(service, 'GET', 'jobs');
      const capabilities = await callService(service, 'GET', 'capabilities');
      const { store } = capabilitiesSchema.parse(JSON.parse(capabilities));
      const active = jobReadSchema.array().parse(JSON.parse(jobs));
      const running = active.filter(job => job.status === 'running').length;
      const queued = active.filter(job => isQueued(job.status)).length;
      console.log(
        options.json
          ? JSON.stringify({
              running: true,
              answers: true,
              pid,
              url,
              version,
              data,
              ...(store !== undefined && { store }),
              jobs: { running, queued },
            })
          : `The service runs (process ${pid}, version ${version}, ${url}): ${running} running, ${queued} queued. State is kept in ${data}${store === undefined ? '' : `, objects in ${store}`}.`,
      );
    });
}
