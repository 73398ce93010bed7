import type { JobJson, TaskJson } from './job.js';

/** What a factory gives to one of its jobs: a value for each parameter. Booleans have become 1 and 0. */
export type Parameters = Readonly<Record<string, number | string>>;

/**
 * A value as it is written into commands and names: whole numbers without a point, others as Python writes them (`0.5`,
 * `1e-05`).
 */
export function parameterText(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return BigInt(value).toString();
  if (Math.abs(value) >= 1e-4) return String(value);
  return value.toExponential().replace(/e-(\d)$/, 'e-0$1');
}

/** Replaces `$name` and `${name}` of the parameters in a text; other names stay as they are. */
export function fillParameters(text: string, parameters: Parameters): string {
  return text.replace(/\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})/g, (whole, bare, braced) => {
    const name = (bare ?? braced) as string;
    return Object.hasOwn(parameters, name) ? parameterText(parameters[name]!) : whole;
  });
}

/**
 * The job that a template and its parameters make. They are filled into the commands, `env`, `workdir` and `stdout` of
 * the tasks, and into the names of input files, artifacts and outputs.
 */
export function fillJob(template: JobJson, parameters: Parameters): JobJson {
  const fill = (text: string) => fillParameters(text, parameters);
  const { inputs, artifacts, outputFiles, outputDirs } = template;
  return {
    ...template,
    tasks: template.tasks.map(task => fillTask(task, fill)),
    ...(inputs && { inputs: inputs.map(input => ({ ...input, filename: fill(input.filename) })) }),
    ...(artifacts && { artifacts: artifacts.map(artifact => ({ ...artifact, url: fill(artifact.url) })) }),
    ...(outputFiles && { outputFiles: outputFiles.map(fill) }),
    ...(outputDirs && { outputDirs: outputDirs.map(fill) }),
  };
}

function fillTask(task: TaskJson, fill: (text: string) => string): TaskJson {
  const { cmd, env, workdir, stdout } = task;
  const filled = Object.entries(env ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? fill(value) : value,
  ]);
  return {
    ...task,
    ...(cmd !== undefined && { cmd: fill(cmd) }),
    ...(env && { env: Object.fromEntries(filled) }),
    ...(workdir !== undefined && { workdir: fill(workdir) }),
    ...(stdout !== undefined && { stdout: fill(stdout) }),
  };
}
