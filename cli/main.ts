#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../lib/model/package-root.js';
import { CommandError, exitCodes } from './command-error.js';
import { cacheCommand } from './commands/cache.js';
import { cancelCommand } from './commands/cancel.js';
import { doctorCommand } from './commands/doctor.js';
import { envCommand } from './commands/env.js';
import { imagesCommand } from './commands/images.js';
import { installCommand } from './commands/install.js';
import { jobCommand } from './commands/job.js';
import { jobsCommand } from './commands/jobs.js';
import { labCommand } from './commands/lab.js';
import { loginCommand } from './commands/login.js';
import { logoutCommand } from './commands/logout.js';
import { logsCommand } from './commands/logs.js';
import { outputCommand } from './commands/output.js';
import { pruneCommand } from './commands/prune.js';
import { rerunCommand } from './commands/rerun.js';
import { runCommand } from './commands/run.js';
import { serveCommand } from './commands/serve.js';
import { statusCommand } from './commands/status.js';
import { stopCommand } from './commands/stop.js';
import { submitCommand } from './commands/submit.js';
import { usageCommand } from './commands/usage.js';
import { workflowsCommand } from './commands/workflows.js';
import { explainError } from './terminal/explain-error.js';

const program = new Command('tunebook')
  .description('A TypeScript notebook for tuning batch jobs.')
  .version(packageVersion)
  .showHelpAfterError('(add --help for what it takes)')
  .exitOverride();

const commands = [
  labCommand,
  runCommand,
  installCommand,
  doctorCommand,
  submitCommand,
  jobsCommand,
  jobCommand,
  logsCommand,
  outputCommand,
  cancelCommand,
  rerunCommand,
  workflowsCommand,
  usageCommand,
  serveCommand,
  statusCommand,
  stopCommand,
  envCommand,
  imagesCommand,
  pruneCommand,
  cacheCommand,
  loginCommand,
  logoutCommand,
];
for (const make of commands) {
  program.addCommand(make().exitOverride().showHelpAfterError('(add --help for what it takes)'));
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
