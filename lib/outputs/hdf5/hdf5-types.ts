import type { Metadata } from 'h5wasm';

/** The type of a dataset by NumPy's names; of records their fields: `records of (i, v)`. */
export function datasetType(metadata: Metadata): string {
  const { type, size, signed, compound_type: record, enum_type: choice } = metadata;
  if (type === 0) return `${signed ? '' : 'u'}int${size * 8}`;
  if (type === 1) return `float${size * 8}`;
  if (type === 3) return 'string';
  if (isComplex(metadata)) return `complex${size * 8}`;
  if (record) return `records of (${record.members.map(({ name }) => name).join(', ')})`;
  if (choice && choice.members['FALSE'] === 0 && choice.members['TRUE'] === 1) return 'bool';
  return choice ? `${signed ? '' : 'u'}int${size * 8}` : 'object';
}

/** How h5py keeps complex numbers. */
export function isComplex({ compound_type: record }: Metadata): boolean {
  const [real, imaginary, more] = record?.members ?? [];
  return (
    real?.name === 'r' &&
    imaginary?.name === 'i' &&
    more === undefined &&
    real.type === 1 &&
    imaginary.type === 1
  );
}
