/** Bytes of a value, by its type (TIFF 6.0, section 2, and BigTIFF). */
const widths = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8];
const mostPages = 100_000;

/**
 * Whether the directories of a TIFF promise no more values than the file has bytes, and do not lead in a circle: a library that
 * believes them would count for minutes.
 */
export function soundDirectories(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const little = view.getUint16(0) === 0x4949;
    const big = view.getUint16(2, little) === 43;
    const offset = (at: number) => (big ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little));
    const met = new Set<number>();
    for (let at = offset(big ? 8 : 4); at !== 0; ) {
      if (met.has(at) || met.size > mostPages) return false;
      met.add(at);
      const count = big ? Number(view.getBigUint64(at, little)) : view.getUint16(at, little);
      const [first, width] = big ? [at + 8, 20] : [at + 2, 12];
      if (first + count * width > bytes.length) return false;
      for (let entry = first; entry < first + count * width; entry += width) {
        const values = offset(entry + 4) * (widths[view.getUint16(entry + 2, little)] ?? 0);
        if (values > bytes.length) return false;
      }
      at = offset(first + count * width);
    }
    return true;
  } catch {
    // An offset leads out of the file.
    return false;
  }
}
