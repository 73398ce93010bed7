import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TunebookError } from '../../../../dist/lib/errors/tunebook-error.js';
import type { DataFile } from '../../../../dist/lib/outputs/data-file.js';
import { fixtures, made, shown } from '../../../support/fixtures.ts';
import { Random, seeds } from '../../../support/seeds.ts';

const names = (await readdir(fixtures)).filter(name => name !== 'make.py');

/** Bytes turned, runs of them overwritten, numbers made huge, a piece cut out or off, or another file's beginning. */
function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const result = Buffer.from(bytes);
  const at = () => random.int(0, Math.max(0, result.length - 1));
  for (let i = random.int(1, 8); i > 0; i--) {
    const from = random.chance(0.5) ? Math.min(at(), random.int(0, 512)) : at();
    switch (random.int(0, 5)) {
      case 0:
        result[from]! ^= 1 << random.int(0, 7);
        break;
      case 1:
        result.fill(
          random.pick([0, 0xff, 0x20, 0x39, 0x7f]),
          from,
          Math.min(result.length, from + random.int(1, 16)),
        );
        break;
      case 2:
        result.write(
          random.pick(['99999999999', '-1', '<b>', '\u001b[31m', '\0\0\0\0', '\r\n']),
          from,
          'latin1',
        );
        break;
      case 3:
        return result.subarray(0, from);
      case 4:
        return Buffer.concat([result.subarray(0, from), result.subarray(at())]);
      default:
        result.copy(result, from, at());
    }
  }
  return result;
}

async function attempt(file: DataFile): Promise<unknown[]> {
  const results = await Promise.allSettled([
    file.table(),
    file.array(),
    file.json(),
    file.image(),
    shown(file),
  ]);
  return results.map(result => (result.status === 'rejected' ? result.reason : undefined));
}

describe('damaged files', () => {
  it.each(seeds)('are read or refused with an error that has a code (seed %i)', async seed => {
    const random = new Random(seed);
    for (const name of names) {
      const bytes = await readFile(join(fixtures, name));
      for (const error of await attempt(made(name, damaged(bytes, random)))) {
        if (error !== undefined && !(error instanceof TunebookError))
          throw new Error(`${name}: ${error}`, { cause: error });
      }
    }
  });

  it('of Arrow are refused where a block holds no rows', async () => {
    const bytes = await readFile(join(fixtures, 'table-zstd.arrow'));
    // The kind of the message.
    bytes[1214] = 37;
    await expect(made('a.arrow', bytes).table()).rejects.toMatchObject({ code: 'malformed-file' });
  });

  it('are refused when they are empty, or of another format than their name says', async () => {
    const text = Buffer.from('a,b\n1,"<script>"\n\u001b[31m\xff\xfe', 'latin1');
    for (const ending of new Set(names.map(name => name.replace(/^[^.]*\./, '')))) {
      for (const bytes of [new Uint8Array(0), text, new Uint8Array(300)]) {
        for (const error of await attempt(made(`x.${ending}`, bytes))) {
          if (error !== undefined) expect(error).toBeInstanceOf(TunebookError);
        }
      }
    }
  });
});
