import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Lab } from '../../support/lab.ts';

describe('live displays in JupyterLab', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.start();
    // A job that prints, and ends when its gate is opened or the notebook is gone.
    await lab.runPasted(`
      const gated = (name: string) => new Job({ name, tasks: [{ image: 'host', command:
        sh\`echo begun; while [ -e ${lab.notebook} ] && [ ! -e \${'${lab.folder}/' + name} ]; do sleep 0.05; done\` }] })`);
  }, 120_000);
  afterAll(() => lab.dispose());

  const open = (name: string) => writeFile(join(lab.folder, name), '');
  const press = (cell: number, name: string) => lab.click(cell, `button[data-tb-do=${name}]`);

  it('cancel a job by a button that asks once more, and run it again', async () => {
    const cell = await lab.run("await gated('a').run()");
    await lab.shows(cell, /running.*begun/s);
    await press(cell, 'cancel');
    await press(cell, 'cancel-now');
    await lab.shows(cell, /deleted/);
    await open('a');
    await press(cell, 'again');
    await lab.shows(cell, /completed.*Job \d+ once more/s);
  });
});
