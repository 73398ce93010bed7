import { ChartError } from '../../errors/chart-error.js';

/** Numbers in rows and columns: an array of rows, or all of them in a row with their shape. */
export type Matrix =
  | readonly ArrayLike<number>[]
  | { readonly shape: readonly number[]; readonly data: ArrayLike<unknown> };

/** A matrix, row by row. */
export interface Numbers2 {
  readonly data: Float64Array;
  readonly width: number;
  readonly height: number;
}

export function isMatrix(value: object): value is Matrix {
  if (Array.isArray(value)) {
    const [row] = value as unknown[];
    return Array.isArray(row) || (ArrayBuffer.isView(row) && !(row instanceof DataView));
  }
  return 'shape' in value && 'data' in value && Array.isArray(value.shape);
}

/** @throws ChartError when its rows are not of one length, or it has not two dimensions */
export function matrixOf(matrix: Matrix): Numbers2 {
  if (!('shape' in matrix)) {
    const width = matrix[0]?.length ?? 0;
    const odd = matrix.findIndex(row => row.length !== width);
    if (odd >= 0) {
      throw new ChartError(
        `Row ${odd + 1} of the matrix has ${matrix[odd]!.length} numbers and row 1 has ${width}: give all rows one length.`,
      );
    }
    const data = new Float64Array(width * matrix.length);
    matrix.forEach((row, i) => {
      data.set(Array.from(row, Number), i * width);
    });
    return { data, width, height: matrix.length };
  }
  const shape = matrix.shape.map(Number);
  const [height = 0, width = 0] = shape;
  if (shape.length !== 2) {
    throw new ChartError(
      `The array has ${shape.length} dimensions (${shape.join(' × ')}) and a picture two: take a part of it first.`,
    );
  }
  const { data } = matrix;
  const isPlain = ArrayBuffer.isView(data) && typeof data[0] === 'number';
  return {
    data: isPlain
      ? new Float64Array(data as ArrayLike<number>)
      : Float64Array.from(data as ArrayLike<unknown>, Number),
    width,
    height,
  };
}
