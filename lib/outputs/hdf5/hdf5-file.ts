import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { File, ready } from 'h5wasm';
import { MalformedFileError } from '../../errors/malformed-file-error.js';

const inside = '/file.h5';

/**
 * Opens an HDF5 file for as long as `use` runs. The library sees this one file, of which it reads the pieces that it asks for, and
 * nothing else of this machine: links to other files lead nowhere.
 *
 * @throws MalformedFileError when it is none
 */
export async function openedHdf5<T>(path: string, title: string, use: (file: File) => T): Promise<T> {
  const library = await ready;
  failLoudly(library);
  const FS = library.FS as unknown as FileSystem;
  const fd = openSync(path, 'r');
  try {
    mount(FS, FS.createFile('/', inside.slice(1), {}, true, false), fd);
    const file = openFile(title);
    try {
      return use(file);
    } finally {
      file.close();
    }
  } finally {
    FS.unlink(inside);
    closeSync(fd);
  }
}

const failing = new WeakSet<object>();

/** The library takes no notice of reads that fail, and would give what its memory held before. */
function failLoudly(library: Awaited<typeof ready>): void {
  if (failing.has(library)) return;
  failing.add(library);
  for (const name of ['get_dataset_data', 'get_attribute_data'] as const) {
    const read = library[name] as (...args: unknown[]) => number;
    const checked = (...args: unknown[]) => {
      const status = read.apply(library, args);
      if (status < 0) throw new Error(unreadable);
      return status;
    };
    Object.assign(library, { [name]: checked });
  }
}

const unreadable =
  'a part of it is damaged or cut short, has its values in another file, or is packed in a way that is not read.';

function openFile(title: string): File {
  try {
    const file = new File(inside, 'r');
    if (file.file_id >= 0n) return file;
  } catch {
    // What the library says is a list of its functions.
  }
  throw new MalformedFileError(`${title} is no HDF5 or NetCDF-4 file, or it is damaged or cut short.`);
}

/** Makes reads of a file of the library's own file system reads of a real one. */
function mount(FS: FileSystem, node: FileNode, fd: number): void {
  const { size } = fstatSync(fd);
  const { getattr } = node.node_ops;
  node.node_ops = { ...node.node_ops, getattr: of => ({ ...getattr(of), size }) };
  node.stream_ops = {
    ...node.stream_ops,
    llseek(stream, offset, whence) {
      const to = offset + (whence === 1 ? stream.position : whence === 2 ? size : 0);
      if (to < 0) throw new FS.ErrnoError(invalid);
      return to;
    },
    read: (_stream, buffer, offset, length, position) =>
      position >= size ? 0 : readSync(fd, buffer, offset, Math.min(length, size - position), position),
    write: () => {
      throw new FS.ErrnoError(forbidden);
    },
  };
}

/** WASI's numbers of errors. */
const forbidden = 2;
const invalid = 28;

/** The part of Emscripten's file system that is used (https://emscripten.org/docs/api_reference/Filesystem-API.html). */
interface FileSystem {
  createFile(folder: string, name: string, properties: object, canRead: boolean, canWrite: boolean): FileNode;
  unlink(path: string): void;
  readonly ErrnoError: new (code: number) => Error;
}

interface FileNode {
  node_ops: { getattr(node: FileNode): object };
  stream_ops: {
    llseek(stream: { position: number }, offset: number, whence: number): number;
    read(stream: unknown, buffer: Uint8Array, offset: number, length: number, position: number): number;
    write(): never;
  };
}
