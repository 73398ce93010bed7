import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { python } from '../support/jupyter.ts';
import type { TestService } from './support.ts';

const bin = dirname(python);

/** Without one, what needs MPI is not tested. */
export const hasMpi = existsSync(join(bin, 'mpirun'));
if (!hasMpi) console.warn(`MPI is NOT tested: there is no mpirun in ${bin}; npm run setup installs it.`);

/** What the service is set to: the sessions count on it. */
export const settings = {
  cpus: 4,
  memory: 8,
  images: { tools: { env: {} }, mpi: { path: [bin], libraryPath: [join(dirname(bin), 'lib')] } },
};

/** How a program ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** PROMINENCE's own Python client, told of a service as its user tells it: by two variables. */
export class PythonClient {
  /** Its working folder, and its home. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** Commands of `prominence` that were run. */
  readonly used = new Set<string>();

  constructor(service: TestService) {
    const { url, token } = service.record;
    this.folder = join(service.home, 'python');
    this.env = {
      PATH: process.env['PATH'],
      HOME: this.folder,
      PYTHONDONTWRITEBYTECODE: '1',
      PROMINENCE_URL: url,
      PROMINENCE_TOKEN: token,
    };
  }

  /** Runs a script. */
  async script(file: string): Promise<Ended> {
    return this.#run([file], this.env);
  }

  /** Runs the command `prominence`. */
  async cli(args: readonly string[], env: NodeJS.ProcessEnv = this.env): Promise<Ended> {
    this.used.add(args[0]!);
    return this.#run([join(bin, 'prominence'), ...args], env);
  }

  /** What a command that must succeed prints. */
  async output(...args: string[]): Promise<string> {
    const { code, out, err } = await this.cli(args);
    if (code !== 0) throw new Error(`prominence ${args.join(' ')} ended with ${code}: ${out}${err}`);
    return out;
  }

  /** The id of the job or workflow that a command makes. */
  async created(...args: string[]): Promise<number> {
    const out = await this.output(...args);
    const id = /^(?:Job|Workflow) created with id (\d+)\n$/.exec(out)?.[1];
    if (!id) throw new Error(`prominence ${args.join(' ')} printed ${out}`);
    return Number(id);
  }

  async write(name: string, text: string): Promise<string> {
    await mkdir(this.folder, { recursive: true });
    await writeFile(join(this.folder, name), text);
    return name;
  }

  async read(name: string): Promise<string> {
    return readFile(join(this.folder, name), 'utf8');
  }

  async #run(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
    await mkdir(this.folder, { recursive: true });
    return new Promise(resolve => {
      execFile(python, args, { cwd: this.folder, env, maxBuffer: 2 ** 26 }, (error, out, err) =>
        resolve({ code: error ? Number(error.code ?? -1) : 0, out, err }),
      );
    });
  }
}
