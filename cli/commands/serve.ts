import { Command, InvalidArgumentError } from 'commander';
import { tunebookHome } from '../../lib/model/home.js';
import { CommandError } from '../command-error.js';
import { currentService } from '../service.js';

/** `tunebook serve`: the service in the foreground, until Ctrl-C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'run the job service in the foreground (notebooks start one by themselves when they need it)',
    )
    .option(
      '--port <port>',
      'the port to listen on (default: that of the last time, or a free one)',
      portNumber,
    )
    .action(async (options: { port?: number }) => {
      const running = await currentService();
      if (running) {
        throw new CommandError(
          `A service runs already (process ${running.pid}, ${running.url}). \`tunebook stop\` ends it; its jobs go on.`,
        );
      }
      const home = tunebookHome();
      const { serve } = await import('../../service/main.js'); // slow to load, and only needed here
      try {
        await serve({ home, ...options }, url =>
          console.log(`Serving at ${url}. State is kept in ${home.data}. Ctrl-C stops; running jobs go on.`),
        );
      } catch (cause) {
        throw new CommandError(`The service could not start: ${(cause as Error).message}`, undefined, {
          cause,
        });
      }
    });
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It is a whole number below 65536; 0 is any free one.');
}
