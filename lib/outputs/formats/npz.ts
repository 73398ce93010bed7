import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { ZipArchive } from '../archives/zip.js';
import { readNpy, readNpyTable } from '../arrays/npy.js';
import { npyHeader } from '../arrays/npy-header.js';
import { sliced } from '../arrays/read-array.js';
import type { DataFile } from '../data-file.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import type { TreeEntry } from '../trees/raw.js';
import { treeView } from '../trees/tree-view.js';

/** A header lies in as many bytes. */
const headBytes = 65_536;

/** Several NumPy arrays by their names; `part` says which, where there are more than one. */
export const npzReader: FormatReader = {
  async array(file, options) {
    const { bytes, name, origin } = await chosen(file, options);
    return sliced(readNpy(bytes, name, origin), options);
  },
  async table(file, options) {
    const { bytes, name, origin } = await chosen(file, options);
    return readNpyTable(bytes, name, origin);
  },
  json: entries,
  show: async (file, options) => treeView(await entries(file, options), file.caption),
};

async function chosen(file: DataFile, options: ReadOptions) {
  return ZipArchive.opened(await file.path(options), file.title, async archive => {
    const names = archive.members.map(({ name }) => name);
    const only = names.length === 1 ? names[0] : undefined;
    const name =
      options.part === undefined
        ? only
        : names.find(each => each === `${options.part}.npy` || each === options.part);
    if (name === undefined) {
      const list = names.map(each => `'${each.replace(/\.npy$/, '')}'`).join(', ');
      throw new MalformedFileError(
        `${file.title} has the arrays ${list || '(none)'}${options.part === undefined ? '' : `, and no '${options.part}'`}. Say which: { part: '...' }.`,
      );
    }
    const title = `${name} of ${file.title}`;
    return {
      bytes: await archive.bytes(name),
      name: title,
      origin: `${file.caption} ${name.replace(/\.npy$/, '')}`,
    };
  });
}

async function entries(file: DataFile, options: ReadOptions): Promise<TreeEntry[]> {
  return ZipArchive.opened(await file.path(options), file.title, async archive => {
    const found: TreeEntry[] = [];
    for (const { name } of archive.members) {
      const { shape, fields } = npyHeader(await archive.bytes(name, headBytes), `${name} of ${file.title}`);
      const dtype =
        fields[0]!.name === '' ? fields[0]!.kind : `records of (${fields.map(each => each.name).join(', ')})`;
      found.push({ path: `/${name.replace(/\.npy$/, '')}`, kind: 'dataset', shape, dtype, attributes: {} });
    }
    return found;
  });
}
