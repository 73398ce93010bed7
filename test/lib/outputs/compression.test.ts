import { gzipSync } from 'node:zlib';
import { fixture, made } from '../../support/fixtures.ts';

const endings = ['gz', 'zst', 'bz2', 'xz'];

describe.each(endings)('a file packed as .%s', ending => {
  const file = fixture(`thermo.csv.${ending}`);

  it('is read as what it holds, and stored as it is', async () => {
    const table = await file.table();
    expect(table.columns).toEqual(['Step', 'Temp']);
    expect(table.column('Temp')[1]).toBe(0.72);
    expect(table).toHaveLength(50);
    expect((await file.bytes()).length).toBe(await file.size());
  });

  it('may be several behind each other', async () => {
    const bytes = await file.bytes();
    const twice = made(`a.csv.${ending}`, Buffer.concat([bytes, bytes]));
    expect((await twice.text()).match(/Step/g)).toHaveLength(2);
  });

  it('is refused when it is cut short or damaged', async () => {
    const bytes = await file.bytes();
    for (const length of [bytes.length - 1, Math.floor(bytes.length / 2), 16]) {
      await expect(made(`a.csv.${ending}`, bytes.subarray(0, length)).text()).rejects.toMatchObject({
        code: 'malformed-file',
        message: expect.stringMatching(/a\.csv\.\w+ is damaged or cut short/),
      });
    }
    const damaged = new Uint8Array(bytes);
    damaged.fill(0x55, 20, 60);
    await expect(made(`a.csv.${ending}`, damaged).text()).rejects.toMatchObject({ code: 'malformed-file' });
  });
});

describe('bombs', () => {
  it('are not unpacked to the end', async () => {
    // Zstandard: blocks that repeat one byte 128 kB long (RFC 8878, 3.1.1.2), 4 GB of them.
    const block = Buffer.from([0x02, 0x00, 0x10, 0x00]);
    const bomb = Buffer.concat([
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]),
      ...Array<Buffer>(32_768).fill(block),
    ]);
    await expect(made('a.csv.zst', bomb).text()).rejects.toMatchObject({ code: 'too-large' });
  });

  it('are told from large files that pack well', async () => {
    const zeros = Buffer.alloc(50_000_000, '0\n');
    expect((await made('a.csv.gz', gzipSync(zeros)).text()).length).toBe(zeros.length);
  });
});
