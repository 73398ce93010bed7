import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { isAlive } from '../../lib/model/is-alive.js';
import { CommandError } from '../command-error.js';
import { callService, currentService } from '../service.js';

const patience = 10_000;

/** `tunebook stop`: ends the service; running jobs go on and the next service takes them up. */
export function stopCommand(): Command {
  return new Command('stop')
    .description('stop the job service; running jobs go on, and the next service takes them up')
    .action(async () => {
      const service = await currentService();
      if (!service) {
        console.log('No service runs.');
        return;
      }
      await callService(service, 'POST', 'shutdown');
      const deadline = Date.now() + patience;
      while (isAlive(service.pid)) {
        if (Date.now() > deadline) {
          throw new CommandError(
            `The service (process ${service.pid}) did not end within ${patience / 1000} s. \`kill -9 ${service.pid}\` ends it by force; nothing is lost.`,
          );
        }
        await delay(20);
      }
      console.log('The service has stopped. Running jobs go on; the next service takes them up.');
    });
}
