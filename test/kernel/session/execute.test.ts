import { TestKernel } from '../../support/kernel.ts';

describe('a cell', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
  });
  afterAll(() => kernel.close());

  it('shows the value of its last expression', async () => {
    const { status, value, reply } = await kernel.run('const a: number = 20; a + 22');
    expect({ status, value }).toEqual({ status: 'ok', value: '42' });
    expect(reply['execution_count']).toBe(1);
  });

  it('does not run when it has a type error', async () => {
    const { status, outputs, stdout } = await kernel.run("console.log('ran'); const s: string = 1");
    expect({ status, stdout }).toEqual({ status: 'error', stdout: '' });
    expect(outputs.map(({ type }) => type)).toEqual(['error']);
    expect(String(outputs[0]?.content['evalue'])).toMatch(/not assignable/);
  });

  it('has printed 20,000 lines before it is idle', async () => {
    const { stdout } = await kernel.run("for (let i = 0; i < 20000; i++) console.log('line', i)");
    expect(stdout).toBe(Array.from({ length: 20000 }, (_, i) => `line ${i}\n`).join(''));
  });
});
