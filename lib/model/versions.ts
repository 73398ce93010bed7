/**
 * The major version of the API between the client and the embedded service. It grows only when one that does not know of
 * the change would misunderstand the other; what is merely added is told by capabilities.
 */
export const apiMajor = 1;

/** Whether a version comes before another, in the order of Semantic Versioning (https://semver.org, section 11). */
export function isOlder(version: string, than: string): boolean {
  const [core, pre] = parts(version);
  const [thanCore, thanPre] = parts(than);
  if (core !== thanCore) return inOrder(core, thanCore) < 0;
  // 1.0.0-beta.2 comes before 1.0.0.
  return pre !== '' && (thanPre === '' || inOrder(pre, thanPre) < 0);
}

function parts(version: string): [core: string, pre: string] {
  const [plain = ''] = version.split('+');
  const dash = plain.indexOf('-');
  return dash < 0 ? [plain, ''] : [plain.slice(0, dash), plain.slice(dash + 1)];
}

function inOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
