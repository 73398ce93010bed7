#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../lib/model/package-root.js';
import { CommandError, exitCodes } from './command-error.js';
import { explainError } from './terminal/explain-error.js';

const program = new Command('tunebook')
  .description('A TypeScript notebook for tuning batch jobs.')
  .version(packageVersion)
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();

/** Each is loaded when it is called, for that takes longer than what most of them do. In the order of the help. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  lab: async () => (await import('./commands/lab.js')).labCommand(),
  run: async () => (await import('./commands/run.js')).runCommand(),
  install: async () => (await import('./commands/install.js')).installCommand(),
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand(),
  submit: async () => (await import('./commands/submit.js')).submitCommand(),
  jobs: async () => (await import('./commands/jobs.js')).jobsCommand(),
  job: async () => (await import('./commands/job.js')).jobCommand(),
  logs: async () => (await import('./commands/logs.js')).logsCommand(),
  output: async () => (await import('./commands/output.js')).outputCommand(),
  cancel: async () => (await import('./commands/cancel.js')).cancelCommand(),
  rerun: async () => (await import('./commands/rerun.js')).rerunCommand(),
  workflows: async () => (await import('./commands/workflows.js')).workflowsCommand(),
  usage: async () => (await import('./commands/usage.js')).usageCommand(),
  serve: async () => (await import('./commands/serve.js')).serveCommand(),
  status: async () => (await import('./commands/status.js')).statusCommand(),
  stop: async () => (await import('./commands/stop.js')).stopCommand(),
  env: async () => (await import('./commands/env.js')).envCommand(),
  images: async () => (await import('./commands/images.js')).imagesCommand(),
  prune: async () => (await import('./commands/prune.js')).pruneCommand(),
  cache: async () => (await import('./commands/cache.js')).cacheCommand(),
  login: async () => (await import('./commands/login.js')).loginCommand(),
  logout: async () => (await import('./commands/logout.js')).logoutCommand(),
};

const [, , called = ''] = process.argv;
// All of them for the list, and for advice on a name that none has.
const loads = Object.hasOwn(commands, called) ? [commands[called]!] : Object.values(commands);
for (const load of loads) {
  const command = await load();
  program.addCommand(command.exitOverride().showHelpAfterError('(add --help for what it takes)'));
}

// Who reads the output may have had enough of it: `tunebook jobs | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : exitCodes.usage;
  } else if (error instanceof CommandError) {
    console.error(error.message);
    process.exitCode = error.exitCode;
  } else if (explainError(error) !== undefined) {
    console.error(explainError(error));
    process.exitCode = exitCodes.failed;
  } else if (isSystemError(error)) {
    console.error(`The system refused: ${error.message}`);
    process.exitCode = exitCodes.failed;
  } else {
    throw error;
  }
}

/** A file that cannot be written, a full disk: nothing in which a stack would help. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}
