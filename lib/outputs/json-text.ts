/** A value that no column type fits as JSON; whole numbers that JSON's readers do not keep are texts of their digits. */
export function jsonText(value: unknown): string {
  if (typeof value !== 'object') return String(value);
  try {
    return (
      JSON.stringify(value, (_, each) => (typeof each === 'bigint' ? String(each) : each)) ?? String(value)
    );
  } catch {
    // A circle.
    return String(value);
  }
}
