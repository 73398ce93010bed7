import type { Data, RecordBatch } from 'apache-arrow';

type Arrow = typeof import('apache-arrow');

/** Values that take no bytes, such as nulls, are walked through too: a file of a few bytes may promise any number of them. */
const mostFree = 20_000_000;

/**
 * The batches, after a check that each holds as many values as its header promises, nested ones included.
 *
 * @throws Error for one that does not
 */
export function checkedBatches(arrow: Arrow, batches: Iterable<RecordBatch>): RecordBatch[] {
  const holds = checker(arrow);
  const checked: RecordBatch[] = [];
  for (const batch of batches) {
    const { schema, numRows, data } = batch;
    const short = data.children.findIndex(column => !holds(column));
    if (short >= 0) {
      const { name } = schema.fields[short]!;
      throw new Error(`the column '${name}' promises ${numRows} values and does not hold them`);
    }
    checked.push(batch);
  }
  return checked;
}

function checker(arrow: Arrow): (data: Data) => boolean {
  const seen = new Set<Data>();
  let free = mostFree;
  const holds = (data: Data): boolean => {
    if (seen.has(data)) return true;
    seen.add(data);
    if (room(arrow, data) < data.length) {
      if (!takesNoBytes(arrow, data)) return false;
      free -= data.length;
      if (free < 0) return false;
    }
    return [...data.children, ...(data.dictionary?.data ?? [])].every(holds);
  };
  return holds;
}

/** How many values the buffers of a column have room for; none where what is in them makes no sense. */
function room({ DataType }: Arrow, { type, length, stride, values, valueOffsets, typeIds, children }: Data) {
  const least = Math.min(...children.map(child => child.length));
  if (DataType.isSparseUnion(type)) return Math.min(typeIds.length, least);
  if (DataType.isDenseUnion(type)) return Math.min(typeIds.length, valueOffsets.length);
  if (DataType.isStruct(type)) return children.length > 0 ? least : 0;
  if (DataType.isFixedSizeList(type)) return stride > 0 ? Math.floor(least / stride) : 0;
  if (valueOffsets) return rises(valueOffsets, length, children[0]?.length ?? values.length) ? length : 0;
  if (DataType.isBool(type)) return values.length * 8;
  return values && stride > 0 ? Math.floor(values.length / stride) : 0;
}

/** Nulls, records without fields, lists and bytes of length 0; columns without any value, of which writers leave the values out. */
function takesNoBytes({ DataType }: Arrow, { type, length, nullCount, stride, values, children }: Data) {
  if (DataType.isNull(type)) return true;
  if (DataType.isStruct(type)) return children.length === 0;
  return stride === 0 || (nullCount >= length && values?.length === 0);
}

/** Whether texts or lists lie one after the other, the last within what there is: others could hold the same again and again. */
function rises(offsets: Int32Array | BigInt64Array, length: number, most: number): boolean {
  if (offsets.length <= length) return length === 0;
  for (let i = 0; i < length; i++) if (offsets[i]! > offsets[i + 1]!) return false;
  return offsets[0]! >= 0 && offsets[length]! <= most;
}
