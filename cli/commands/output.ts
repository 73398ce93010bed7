import { basename } from 'node:path';
import { Command } from 'commander';
import { jobs } from '../../lib/jobs/jobs.js';
import { idArgument } from '../terminal/arguments.js';

/** `tunebook output ID FILE`: fetches an output of a job. */
export function outputCommand(): Command {
  return new Command('output')
    .description('fetch an output of a job that has ended; a folder comes as .tgz')
    .argument('<id>', 'the id of a job', idArgument)
    .argument('<file>', 'the name of the output, as the job declares it')
    .option(
      '-o, --output <path>',
      'where to write it; - is standard output (default: its name, here, that of a folder with .tgz)',
    )
    .action(async (id: number, file: string, options: { output?: string }) => {
      const job = await jobs.get(id);
      const output = job.output(file);
      const name = job.outputDirectories.includes(file) ? `${basename(file)}.tgz` : basename(file);
      if (options.output === '-') process.stdout.write(await output.bytes());
      else console.log(await output.save(options.output ?? name));
    });
}
