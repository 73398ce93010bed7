/** Pieces of bytes that begin `step` bytes apart, one right behind the other. */
export function gathered(bytes: Uint8Array, count: number, width: number, step: number): Uint8Array {
  if (step === width) return bytes.subarray(0, count * width);
  const packed = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) packed.set(bytes.subarray(i * step, i * step + width), i * width);
  return packed;
}
