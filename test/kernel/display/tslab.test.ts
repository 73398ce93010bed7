import { TestKernel } from '../../support/kernel.ts';

describe('the module tslab', () => {
  let kernel: TestKernel;
  beforeAll(async () => {
    kernel = await TestKernel.start();
    await kernel.run("import * as tslab from 'tslab'; const own = tslab.newDisplay()");
  });
  afterAll(() => kernel.close());

  it('is typed', async () => {
    const { reply } = await kernel.run('tslab.display.html(5)');
    expect(reply['evalue']).toBe(
      "Argument of type 'number' is not assignable to parameter of type 'string'.",
    );
  });

  it('is one module, however it is imported', async () => {
    await kernel.run("import { writeFileSync } from 'node:fs'; writeFileSync('local.ts', 'export {}')");
    await kernel.run("import './local'");
    await kernel.run("import { display } from 'tslab'");
    expect(
      (
        await kernel.run(
          "[display, (await import('tslab')).display, require('tslab').display].map(each => each === tslab.display)",
        )
      ).value,
    ).toBe('[ true, true, true ]');
  });

  it('replaces what a display of its own shows, from any cell', async () => {
    const first = await kernel.run("own.text('one')");
    const second = await kernel.run("own.html('<b>two</b>')");
    expect(first.outputs).toMatchObject([
      { type: 'display_data', content: { data: { 'text/plain': 'one' } } },
    ]);
    expect(second.outputs).toMatchObject([
      { type: 'update_display_data', content: { data: { 'text/html': '<b>two</b>' } } },
    ]);
    const id = (outputs: typeof first.outputs) =>
      (outputs[0]!.content['transient'] as Record<string, unknown>)['display_id'];
    expect(id(second.outputs)).toBe(id(first.outputs));
  });
});
