import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { CommandError } from '../command-error.js';
import { packageRoot } from '../package.js';
import { currentService } from '../service.js';

/** `tunebook serve`: the service in the foreground, until Ctrl-C. */
export function serveCommand(): Command {
  return new Command('serve')
    .description(
      'run the job service in the foreground (notebooks start one by themselves when they need it)',
    )
    .option('--port <port>', 'the port to listen on (default: a free one)')
    .action(async (options: { port?: string }) => {
      const running = await currentService();
      if (running) {
        throw new CommandError(
          `A service runs already (process ${running.pid}, ${running.url}). \`tunebook stop\` ends it; its jobs go on.`,
        );
      }
      const port = options.port === undefined ? [] : ['--port', options.port];
      const child = spawn(process.execPath, [join(packageRoot, 'dist/service/main.js'), ...port], {
        stdio: 'inherit',
      });
      // The terminal sends Ctrl-C to the child as well: it stops in good order, and so do we.
      process.on('SIGINT', () => {});
      process.on('SIGTERM', () => child.kill('SIGTERM'));
      process.exitCode = await new Promise<number>(resolve =>
        child.once('close', code => resolve(code ?? 1)),
      );
    });
}
