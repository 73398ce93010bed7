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
      if (options.output === '-') process.stdout.write(await job.output(file).bytes());
      else if (job.outputDirectories.includes(file))
        console.log(await job.getOutputDirectory(file, { saveAs: options.output }));
      else console.log(await job.output(file).save(options.output));
    });
}
