import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InputFile } from '../../../../dist/lib/jobs/parts/input-file.js';

const text = (file: InputFile) => new TextDecoder().decode(file.content);

describe('InputFile', () => {
  it('holds text, bytes, an object as JSON, and nothing at all', () => {
    expect(text(new InputFile('a', 'é\n'))).toBe('é\n');
    expect(new InputFile('a', new Uint8Array([0, 255])).content).toEqual(new Uint8Array([0, 255]));
    expect(JSON.parse(text(new InputFile('a', { n: [1, 2] })))).toEqual({ n: [1, 2] });
    expect(text(new InputFile('a', ''))).toBe('');
  });

  it('takes the base name, as PROMINENCE does, and stands for it in a string', () => {
    const file = new InputFile('data/in.txt', 'x');
    expect(file.name).toBe('in.txt');
    expect(`${file}`).toBe('in.txt');
  });

  it.each(['', '.', '..', 'folder/'])('refuses the name "%s"', name => {
    expect(() => new InputFile(name, 'x')).toThrow(expect.objectContaining({ code: 'invalid-job' }));
  });

  it('refuses content that is neither text, bytes nor an object', () => {
    expect(() => new InputFile('a', undefined as never)).toThrow('InputFile.from(path) reads a local file');
  });

  describe('from', () => {
    let folder: string;
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tunebook-test-'));
      await writeFile(join(folder, 'sample.in'), 'variable n equal 1\n');
    });
    afterEach(() => rm(folder, { recursive: true }));

    it('reads a local file', async () => {
      const file = await InputFile.from(join(folder, 'sample.in'), { executable: true });
      expect([file.name, text(file), file.executable]).toEqual(['sample.in', 'variable n equal 1\n', true]);
    });

    it('names the path, the folder that was looked in and near names when there is none', async () => {
      const path = join(folder, 'smaple.in');
      await expect(InputFile.from(path)).rejects.toMatchObject({
        code: 'missing-file',
        path,
        message: `There is no file '${path}' (looked in ${folder}). Near names there: sample.in`,
      });
    });

    it('says so when the folder does not exist either, and when it is a folder', async () => {
      await expect(InputFile.from(join(folder, 'no', 'x'))).rejects.toThrow(
        `${join(folder, 'no')} does not exist`,
      );
      await expect(InputFile.from(folder)).rejects.toThrow('is a folder, not a file');
    });
  });
});
