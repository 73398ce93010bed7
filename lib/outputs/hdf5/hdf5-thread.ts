import { BrokenSoftLink, type Dataset, ExternalLink, type File, Group } from 'h5wasm';
import { MalformedFileError } from '../../errors/malformed-file-error.js';
import type { AxisRange } from '../arrays/selection.js';
import { largestGroup } from '../trees/largest-group.js';
import type { RawArray, RawColumns, TreeEntry } from '../trees/raw.js';
import { openedHdf5 } from './hdf5-file.js';
import { datasetType } from './hdf5-types.js';
import { attributesOf, columnOf, isNetCdf, readDataset, recordColumns } from './hdf5-values.js';

/** These functions run in the thread of `isolated`. */

/** Of a tree no more is told: groups may hold each other. */
const mostEntries = 5000;
const deepest = 16;

type Found = ReturnType<Group['get']>;

/** The root and all groups, datasets and links below it, by their paths. */
export function tree(path: string, title: string): Promise<TreeEntry[]> {
  return openedHdf5(path, title, file =>
    [...walk(file)].map(([at, found]) => entryOf(at, found)).sort((a, b) => (a.path < b.path ? -1 : 1)),
  );
}

/** A dataset, or a part of it; without a path the only one. */
export function array(
  path: string,
  title: string,
  part: string | undefined,
  ranges: readonly AxisRange[] | undefined,
): Promise<RawArray> {
  return openedHdf5(path, title, file =>
    readDataset(datasetAt(file, part ?? onlyDataset(file, title), title), title, isNetCdf(file), ranges),
  );
}

/**
 * The fields of records, the datasets of one length in a group, or one dataset. Without a path the root's, or the only
 * dataset's.
 */
export function table(path: string, title: string, part: string | undefined): Promise<RawColumns | RawArray> {
  return openedHdf5(path, title, file => {
    const found = part === undefined || part === '/' ? file : file.get(part);
    const columns = found instanceof Group ? groupColumns(found, title, isNetCdf(file)) : undefined;
    if (columns) return columns;
    const dataset = datasetAt(file, part ?? onlyDataset(file, title), title);
    if (dataset.shape?.length === 1 && !dataset.metadata.compound_type)
      return [[dataset.path.split('/').at(-1)!, columnOf(dataset, title, isNetCdf(file))]];
    return recordColumns(dataset, title) ?? readDataset(dataset, title, isNetCdf(file));
  });
}

/** Everything in the file, the groups of one depth before those below; what is met again is a link to where it was first. */
function* walk(file: File): Generator<[path: string, found: Found]> {
  yield ['/', file];
  const met = new Map([[addressOf(file), '/']]);
  let count = 0;
  let groups: Group[] = [file];
  for (let depth = 0; depth < deepest && groups.length > 0; depth++) {
    const below: Group[] = [];
    for (const group of groups) {
      for (const path of pathsIn(group)) {
        if (++count > mostEntries) return;
        const found = file.get(path);
        if (isDataset(found) && isOnlyAxis(found)) continue;
        const address = found instanceof Group ? addressOf(found) : undefined;
        const first = address === undefined ? undefined : met.get(address);
        yield [path, first === undefined ? found : new BrokenSoftLink(first)];
        if (address === undefined || first !== undefined) continue;
        met.set(address, path);
        below.push(found as Group);
      }
    }
    groups = below;
  }
}

/** Where a group lies in the file: the same for all its names. */
function addressOf(group: Group): string {
  return String(group.create_reference().ref_data);
}

function entryOf(path: string, found: Found): TreeEntry {
  if (found instanceof Group) return { path, kind: 'group', attributes: attributesOf(found) };
  if (isDataset(found)) {
    const { shape, metadata } = found;
    return {
      path,
      kind: 'dataset',
      shape,
      dtype: datasetType(metadata),
      dimensions: dimensionNames(found),
      attributes: attributesOf(found),
    };
  }
  const { target } = (found ?? {}) as { target?: string };
  const away = found instanceof ExternalLink ? `${found.filename}:${found.obj_path}` : target;
  return { path, kind: 'link', target: away, attributes: {} };
}

/** The names of the axes, where each has a scale. */
function dimensionNames(dataset: Dataset): string[] | undefined {
  const names = (dataset.shape ?? []).map(
    (_, axis) => dataset.get_attached_scales(axis)[0]?.split('/').at(-1) ?? '',
  );
  return names.length > 0 && names.every(name => name !== '') ? names : undefined;
}

/** The datasets of one dimension in a group, those of the length that most have; its records where these are all it has. */
function groupColumns(group: Group, title: string, inNetCdf: boolean): RawColumns | undefined {
  const datasets = group
    .keys()
    .map(name => [name, group.get(name)] as const)
    .filter((entry): entry is [string, Dataset] => isDataset(entry[1]) && !isOnlyAxis(entry[1]));
  const flat = datasets.filter(([, { shape, metadata }]) => shape?.length === 1 && !metadata.compound_type);
  const most = largestGroup(flat, ([, { shape }]) => shape![0]);
  if (most.length > 0)
    return most.map(([name, dataset]) => [name, columnOf(dataset, title, inNetCdf)] as const);
  const records = datasets.find(([, dataset]) => dataset.metadata.compound_type);
  return records && recordColumns(records[1], title);
}

/** NetCDF-4 keeps an axis that has no values of its own as a dataset of zeros. */
function isOnlyAxis(dataset: Dataset): boolean {
  const name = dataset.attrs['CLASS'] && dataset.attrs['NAME']?.value;
  return typeof name === 'string' && name.startsWith('This is a netCDF dimension but not a netCDF variable');
}

function onlyDataset(file: File, title: string): string {
  const paths: string[] = [];
  for (const [path, found] of walk(file)) if (isDataset(found)) paths.push(path);
  if (paths.length === 1) return paths[0]!;
  throw which('the file', paths, title);
}

function datasetAt(file: File, part: string, title: string): Dataset {
  const found = file.get(part);
  if (isDataset(found)) return found;
  if (found instanceof Group) throw which(`'${part}'`, pathsIn(found), title);
  throw new MalformedFileError(`${title} has no dataset '${part}'. show() has the whole tree.`);
}

function which(where: string, paths: readonly string[], title: string): MalformedFileError {
  if (paths.length === 0) return new MalformedFileError(`${title}: ${where} has no dataset.`);
  const list = paths.slice(0, 20).map(path => `'${path}'`);
  return new MalformedFileError(
    `${title}: ${where} has ${list.join(', ')}${paths.length > 20 ? ', …' : ''}. Say which: { part: ${list[0]} }; show() has the whole tree.`,
  );
}

function pathsIn(group: Group): string[] {
  return group.keys().map(name => `${group.path === '/' ? '' : group.path}/${name}`);
}

function isDataset(found: unknown): found is Dataset {
  return typeof found === 'object' && found !== null && 'slice' in found && 'metadata' in found;
}
