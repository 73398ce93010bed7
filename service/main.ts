import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { tunebookHome } from '../lib/model/home.js';
import { type RunningService, type ServiceOptions, startService } from './daemon.js';
import { ServiceRunningError } from './service-lock.js';

/**
 * Serves until SIGTERM, SIGINT or `POST /shutdown`. Resolves at once when another service has this home.
 *
 * @param started is told the service that runs.
 */
export async function serve(
  options: ServiceOptions,
  started?: (service: RunningService) => void,
): Promise<void> {
  // Who reads service.json may send a signal at once: a service that is about to start stops once it has.
  const asked = new Promise<void>(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  try {
    const service = await startService(options);
    void asked.then(() => service.stop());
    started?.(service);
    await service.closed;
  } catch (error) {
    if (!(error instanceof ServiceRunningError)) throw error;
  }
}

/** The command line of the service: `[--port N] [--store PLACE]`; returns the exit code. */
async function runService(argv: readonly string[]): Promise<number> {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: { port: { type: 'string' }, store: { type: 'string' } },
    });
    const port = values.port === undefined ? undefined : Number(values.port);
    if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65536)) {
      throw new Error(`--port: got ${values.port}, must be a whole number below 65536`);
    }
    const { store } = values;
    await serve({ home: tunebookHome(), ...(port !== undefined && { port }), ...(store && { store }) });
    return 0;
  } catch (error) {
    process.stderr.write(`The service could not start: ${(error as Error).message}\n`);
    return 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  process.exitCode = await runService(process.argv.slice(2));
}
