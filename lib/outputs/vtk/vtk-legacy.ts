import type { NumberArray } from '../arrays/dtype.js';
import { decoded, VtkTokens } from './vtk-tokens.js';

/** Values at all points or in all cells. */
export interface VtkArray {
  readonly name: string;
  /** How many values a point or cell has. */
  readonly components: number;
  readonly data: NumberArray | readonly string[];
}

/** What a VTK legacy file holds. */
export interface VtkData {
  readonly title: string;
  /** `STRUCTURED_POINTS`, `UNSTRUCTURED_GRID` and so on. */
  readonly dataset: string;
  /** Points along x, y and z of a structured dataset. */
  readonly dimensions: readonly number[] | undefined;
  /** Coordinates of all points, three numbers each; absent where the file says them by origin and spacing only. */
  readonly points: NumberArray | undefined;
  readonly origin: readonly number[];
  readonly spacing: readonly number[];
  /** Of a rectilinear grid: the coordinates along each axis. */
  readonly axes: readonly NumberArray[];
  /** The kind of each cell of an unstructured grid, by VTK's numbers. */
  readonly cellTypes: NumberArray | undefined;
  readonly pointData: readonly VtkArray[];
  readonly cellData: readonly VtkArray[];
  /** Arrays that belong to the whole. */
  readonly fieldData: readonly VtkArray[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** More values a point or cell has no array. */
const mostComponents = 10_000;

/** Values an attribute has at each point, by its keyword. */
const widths: Readonly<Record<string, number>> = {
  VECTORS: 3,
  NORMALS: 3,
  TENSORS: 9,
  TENSORS6: 6,
  GLOBAL_IDS: 1,
  PEDIGREE_IDS: 1,
};

/**
 * Reads a VTK legacy file, text or binary (https://docs.vtk.org/en/latest/vtk_file_formats/vtk_legacy_file_format.html).
 *
 * @throws MalformedFileError with the byte where it breaks
 */
export function parseVtk(bytes: Uint8Array, name: string): VtkData {
  const tokens = new VtkTokens(bytes, name);
  if (!/^# vtk DataFile Version/i.test(tokens.line()))
    throw tokens.error('this is no VTK legacy file, which begins "# vtk DataFile Version"');
  const data: Mutable<VtkData> = {
    title: tokens.line(),
    dataset: '',
    dimensions: undefined,
    points: undefined,
    origin: [0, 0, 0],
    spacing: [1, 1, 1],
    axes: [],
    cellTypes: undefined,
    pointData: [],
    cellData: [],
    fieldData: [],
  };
  const kind = tokens.line().toUpperCase();
  if (kind !== 'ASCII' && kind !== 'BINARY') throw tokens.error('the third line is neither ASCII nor BINARY');
  tokens.binary = kind === 'BINARY';
  let target: VtkArray[] = [];
  data.fieldData = target;
  let count = 0;
  for (let words = tokens.words(); words.length > 0; words = tokens.words()) {
    const keyword = words[0]!.toUpperCase();
    if (keyword === 'POINT_DATA' || keyword === 'CELL_DATA') {
      target = [];
      count = whole(tokens, words[1]);
      data[keyword === 'POINT_DATA' ? 'pointData' : 'cellData'] = target;
    } else if (!readGeometry(tokens, keyword, words, data))
      target.push(...readArrays(tokens, keyword, words, count));
  }
  if (data.dataset === '') throw tokens.error('the file has no DATASET');
  return data;
}

/** Reads what says where points and cells are; false for any other keyword. */
function readGeometry(tokens: VtkTokens, keyword: string, words: string[], data: Mutable<VtkData>): boolean {
  switch (keyword) {
    case 'DATASET':
      data.dataset = (words[1] ?? '').toUpperCase();
      return true;
    case 'DIMENSIONS':
      data.dimensions = [1, 2, 3].map(i => whole(tokens, words[i]));
      return true;
    case 'ORIGIN':
      data.origin = words.slice(1, 4).map(Number);
      return true;
    case 'SPACING':
    case 'ASPECT_RATIO':
      data.spacing = words.slice(1, 4).map(Number);
      return true;
    case 'POINTS':
      data.points = tokens.values(words[2] ?? '', whole(tokens, words[1]) * 3) as NumberArray;
      return true;
    case 'X_COORDINATES':
    case 'Y_COORDINATES':
    case 'Z_COORDINATES':
      data.axes = [...data.axes, tokens.values(words[2] ?? '', whole(tokens, words[1])) as NumberArray];
      return true;
    case 'CELL_TYPES':
      data.cellTypes = tokens.values('int', whole(tokens, words[1])) as NumberArray;
      return true;
    case 'CELLS':
    case 'VERTICES':
    case 'LINES':
    case 'POLYGONS':
    case 'TRIANGLE_STRIPS':
      skipCells(tokens, words);
      return true;
    case 'METADATA':
      tokens.skipBlock();
      return true;
    default:
      return false;
  }
}

/** Since version 5.1 cells are two arrays with a type of their own. */
function skipCells(tokens: VtkTokens, words: string[]): void {
  const [offsets, connections] = [whole(tokens, words[1]), whole(tokens, words[2])];
  if (tokens.peek()[0]?.toUpperCase() !== 'OFFSETS') {
    tokens.values('int', connections);
    return;
  }
  tokens.values(tokens.words()[1] ?? '', offsets);
  tokens.values(tokens.words()[1] ?? '', connections);
}

function readArrays(tokens: VtkTokens, keyword: string, words: string[], count: number): VtkArray[] {
  const name = decoded(words[1] ?? '');
  const fixed = widths[keyword];
  if (fixed !== undefined) {
    return [{ name, components: fixed, data: tokens.values(words[2] ?? '', count * fixed) }];
  }
  switch (keyword) {
    case 'SCALARS': {
      const components = words[3] === undefined ? 1 : width(tokens, words[3]);
      if (tokens.peek()[0]?.toUpperCase() === 'LOOKUP_TABLE') tokens.words();
      return [{ name, components, data: tokens.values(words[2] ?? '', count * components) }];
    }
    case 'TEXTURE_COORDINATES': {
      const components = width(tokens, words[2]);
      return [{ name, components, data: tokens.values(words[3] ?? '', count * components) }];
    }
    case 'COLOR_SCALARS': {
      const components = width(tokens, words[2]);
      const type = tokens.binary ? 'unsigned_char' : 'float';
      return [{ name, components, data: tokens.values(type, count * components) }];
    }
    case 'LOOKUP_TABLE':
      tokens.values(tokens.binary ? 'unsigned_char' : 'float', whole(tokens, words[2]) * 4);
      return [];
    case 'FIELD':
      return readFields(tokens, whole(tokens, words[2]));
    default:
      throw tokens.error(`"${words[0]!.slice(0, 40)}" is no keyword of a VTK legacy file`);
  }
}

function readFields(tokens: VtkTokens, count: number): VtkArray[] {
  const arrays: VtkArray[] = [];
  while (arrays.length < count) {
    const words = tokens.words();
    if (words[0]?.toUpperCase() === 'METADATA') tokens.skipBlock();
    else {
      const [name = '', components, tuples, type = ''] = words;
      const each = width(tokens, components);
      const data = tokens.values(type, each * whole(tokens, tuples));
      arrays.push({ name: decoded(name), components: each, data });
    }
  }
  return arrays;
}

function whole(tokens: VtkTokens, word: string | undefined): number {
  if (word !== undefined && /^\d{1,15}$/.test(word)) return Number(word);
  throw tokens.error(`"${(word ?? '').slice(0, 40)}" stands where a whole number belongs`);
}

/** How many values a point or cell has. */
function width(tokens: VtkTokens, word: string | undefined): number {
  const components = whole(tokens, word);
  if (components > 0 && components <= mostComponents) return components;
  throw tokens.error(`an array of ${components} values a point or cell is not read`);
}
