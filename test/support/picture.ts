import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { decode } from 'fast-png';
import pixelmatch from 'pixelmatch';

/** Fonts and graphics of machines differ: so much of a picture may differ with them. */
const tolerated = 0.1;

/**
 * Compares a PNG with the one that is kept beside the test, by its pixels. `TUNEBOOK_KEEP_PICTURES=1` keeps it in its place: look
 * at it before you commit it.
 *
 * @param folder where kept pictures are
 */
export async function expectPicture(png: Uint8Array, folder: string, name: string): Promise<void> {
  const path = join(folder, `${name}.png`);
  if (process.env['TUNEBOOK_KEEP_PICTURES']) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, png);
  }
  const [seen, kept] = [decode(png), decode(await readFile(path))];
  expect({ name, width: seen.width, height: seen.height }).toEqual({
    name,
    width: kept.width,
    height: kept.height,
  });
  const [a, b] = [seen, kept].map(rgba) as [Uint8Array, Uint8Array];
  const differing = pixelmatch(a, b, undefined, seen.width, seen.height, { threshold: 0.25 });
  const part = differing / (seen.width * seen.height);
  if (part > tolerated) await writeFile(join(folder, `${name}.seen.png`), png);
  expect({ name, differs: part > tolerated ? `${(100 * part).toFixed(1)} %` : 'no' }).toEqual({
    name,
    differs: 'no',
  });
}

function rgba({ data, width, height, channels }: ReturnType<typeof decode>): Uint8Array {
  if (channels === 4) return Uint8Array.from(data);
  const whole = new Uint8Array(width * height * 4).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      whole[4 * i + channel] = data[channels * i + (channels < 3 ? 0 : channel)]!;
    }
  }
  return whole;
}
