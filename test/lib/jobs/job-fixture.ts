import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Job, type JobOptions } from '../../../dist/lib/index.js';
import { RecordingPort } from '../../support/recording-port.ts';
import { TestHome } from '../../support/service.ts';

/** The service's folder, for all tests of a file. */
export let home: TestHome;
/** A folder of the file's own. */
export let folder: string;
/** The front end, a new one for each test. */
export let port: RecordingPort;

/** Makes what tests of jobs work with, for the file that calls it. */
export function useService(): void {
  beforeAll(async () => {
    home = await TestHome.make();
    folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
  });
  afterAll(async () => {
    await home.dispose();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => {
    port = RecordingPort.register();
  });
}

/** A job of one shell script on this machine. */
export function script(command: string, options: JobOptions = {}): Job {
  return new Job({ tasks: [{ image: 'host', command }], ...options });
}
