import { Command } from 'commander';
import { exitCodes } from '../command-error.js';
import type { Finding } from '../doctor/finding.js';
import { checkJupyter, checkKernelSpec, checkPython } from '../doctor/jupyter.js';
import {
  checkContainers,
  checkLoopback,
  checkMpi,
  checkNode,
  checkTypeScript,
  checkZeroMq,
} from '../doctor/machine.js';
import { checkDataFolder, checkDisk, checkService, checkSettings, checkStore } from '../doctor/service.js';

const checks = [
  checkNode,
  checkTypeScript,
  checkZeroMq,
  checkLoopback,
  checkDataFolder,
  checkDisk,
  checkSettings,
  checkStore,
  checkService,
  checkPython,
  checkJupyter,
  checkKernelSpec,
  checkContainers,
  checkMpi,
];

/** `tunebook doctor`: what of this machine works, and what to do about the rest. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at what Tunebook needs of this machine, and say what to do about what is wrong')
    .option('--json', 'print a JSON array')
    .addHelpText(
      'after',
      '\nExit codes: 0 all that is needed works, whatever the warnings; 1 there is a problem.',
    )
    .action(async ({ json }: { json?: boolean }) => {
      const findings = await Promise.all(checks.map(check => check()));
      console.log(json ? JSON.stringify(findings, undefined, 2) : findings.map(lineOf).join('\n'));
      if (findings.some(({ level }) => level === 'problem')) process.exitCode = exitCodes.failed;
    });
}

function lineOf({ level, what, found, advice }: Finding): string {
  const line = `${level.padEnd(7)}  ${what}: ${found}`;
  return advice === undefined ? line : `${line}\n${' '.repeat(9)}${advice}`;
}
