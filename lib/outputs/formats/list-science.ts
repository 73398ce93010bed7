import type { LazyReader } from '../reader.js';
import { begins, mentions } from '../text.js';

/** What simulations write: arrays, trees of arrays, particles, meshes. */
export const scienceFormats: readonly LazyReader[] = [
  {
    format: 'hdf5',
    title: 'HDF5 or NetCDF-4',
    extensions: ['h5', 'hdf5', 'hdf', 'he5', 'nc4', 'h5md', 'cxi', 'nxs', 'jld2'],
    matches: head => begins(head, '\x89HDF\r\n\x1a\n'),
    gives: ['table', 'array', 'json'],
    load: async () => (await import('./hdf5.js')).hdf5Reader,
  },
  {
    format: 'netcdf3',
    title: 'NetCDF-3',
    extensions: ['nc', 'cdf', 'nc3'],
    matches: head => begins(head, 'CDF') && [1, 2, 5].includes(head[3]!),
    gives: ['table', 'array', 'json'],
    load: async () => (await import('./netcdf3.js')).netcdf3Reader,
  },
  {
    format: 'npz',
    title: 'NumPy arrays (NPZ)',
    extensions: ['npz'],
    matches: head => begins(head, 'PK\x03\x04') && mentions(head, '.npy'),
    gives: ['array', 'table', 'json'],
    load: async () => (await import('./npz.js')).npzReader,
  },
  {
    format: 'npy',
    title: 'NumPy array (NPY)',
    extensions: ['npy'],
    matches: head => begins(head, '\x93NUMPY'),
    gives: ['array', 'table'],
    load: async () => (await import('./npy.js')).npyReader,
  },
  {
    format: 'dump',
    title: 'LAMMPS dump',
    extensions: ['lammpstrj', 'dump'],
    names: /(^|\/)dump\.[^/]*$/i,
    matches: head => begins(head, 'ITEM: '),
    gives: ['table', 'json'],
    load: async () => (await import('./lammps-dump.js')).dumpReader,
  },
  {
    format: 'xyz',
    title: 'XYZ',
    extensions: ['xyz', 'extxyz'],
    gives: ['table', 'json'],
    load: async () => (await import('./xyz.js')).xyzReader,
  },
  {
    format: 'vtk',
    title: 'VTK (legacy)',
    extensions: ['vtk'],
    matches: head => begins(head, '# vtk DataFile Version'),
    gives: ['table', 'array', 'json'],
    load: async () => (await import('./vtk.js')).vtkReader,
  },
];
