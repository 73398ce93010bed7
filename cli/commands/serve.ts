import { Command, InvalidArgumentError } from 'commander';
import { tunebookHome } from '../../lib/model/home.js';
import { checkStore } from '../../service/settings.js';
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
    .option(
      '--store <place>',
      'where uploads and outputs are kept: s3://bucket/prefix, or folder (default: "store" of settings.json, ' +
        'which services that start by themselves go by too, else the data folder)',
      storePlace,
    )
    .action(async (options: { port?: number; store?: string }) => {
      const running = await currentService();
      if (running) {
        throw new CommandError(
          `A service runs already (process ${running.pid}, ${running.url}). \`tunebook stop\` ends it; its jobs go on.`,
        );
      }
      const home = tunebookHome();
      const { serve } = await import('../../service/main.js'); // slow to load, and only needed here
      try {
        await serve({ home, ...options }, ({ record, objects: { store, former } }) => {
          const place = store.place.startsWith('s3:') ? `, objects in ${store.place}` : '';
          console.log(
            `Serving at ${record.url}. State is kept in ${home.data}${place}. Ctrl-C stops; running jobs go on.`,
          );
          if (former !== undefined) {
            console.log(
              `Objects were kept in ${former} before. Outputs that lie there are still found there; ` +
                'uploads are not: upload again what jobs need.',
            );
          }
        });
      } catch (cause) {
        throw new CommandError(`The service could not start: ${whyNot(cause)}`, undefined, { cause });
      }
    });
}

function whyNot(cause: unknown): string {
  const { code, syscall, port, message } = cause as NodeJS.ErrnoException & { port?: number };
  if (syscall !== 'listen') return message;
  const why = code === 'EADDRINUSE' ? 'another program listens there' : message;
  return `port ${port} can't be had, ${why}. Name another with --port, or leave it out for a free one.`;
}

function storePlace(text: string): string {
  try {
    return checkStore(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new InvalidArgumentError('It is a whole number below 65536; 0 is any free one.');
}
