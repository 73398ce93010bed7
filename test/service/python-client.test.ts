import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hasMpi, PythonClient, settings } from './python-support.ts';
import { TestService } from './support.ts';

const scripts = join(import.meta.dirname, 'python');

/** Members of the Python client's classes that can't work with this service. */
const cannotWork = {
  'ProminenceClient.authenticate_user':
    'logs in with an OpenID Connect provider, which a service on this machine has none of; its token is in service.json',
};

interface Report {
  /** What went wrong, by step; '' when nothing did. */
  readonly troubles: Record<string, string>;
  /** Public members of the client's classes. */
  readonly used: string[];
  readonly unused: string[];
}

describe("PROMINENCE's Python client", () => {
  let service: TestService;
  let report: Report;

  beforeAll(async () => {
    service = await TestService.start(settings);
    const { code, out, err } = await new PythonClient(service).script(join(scripts, 'session.py'));
    if (code !== 0) throw new Error(`${out}${err}`);
    report = JSON.parse(out) as Report;
  });
  afterAll(() => service[Symbol.asyncDispose]());

  const steps = ['jobs.py', 'workflows.py', 'machine.py'].flatMap(file =>
    [...readFileSync(join(scripts, file), 'utf8').matchAll(/^@step\ndef (\w+)/gm)].map(match => match[1]!),
  );

  it.each(steps.map(step => [step.replaceAll('_', ' '), step] as const))('%s', (_, step) => {
    if (hasMpi || !step.includes('mpi')) expect(report.troubles[step]).toBe('');
  });

  it('is used whole, but for what can not work', () => {
    expect(report.unused).toEqual(Object.keys(cannotWork));
    expect(report.used.length).toBeGreaterThan(100);
  });
});
