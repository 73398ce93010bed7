/** Parts of a specification that are data, and large. */
const data = ['data', 'datasets', 'values'];
/** Of these names of values a tooltip of Vega's makes a picture and a heading. */
const special = ['image', 'title'];

/**
 * A specification whose titles of channels say the same without quotes and backslashes: Vega-Lite 5.6, which JupyterLab has, puts
 * them into expressions as they are. A name of a column that holds one would break the chart, or be run as a part of it.
 */
export function withSafeTitles<T>(part: T, inChannels = false, inTooltip = false): T {
  if (Array.isArray(part)) return part.map(item => withSafeTitles(item, inChannels, inTooltip)) as T;
  if (typeof part !== 'object' || part === null) return part;
  const entries = Object.entries(part).map(([key, value]) => {
    if (data.includes(key)) return [key, value];
    if (key === 'title' && inChannels && typeof value === 'string') return [key, safe(value, inTooltip)];
    return [key, withSafeTitles(value, inChannels || key === 'encoding', inTooltip || key === 'tooltip')];
  });
  return Object.fromEntries(entries) as T;
}

function safe(title: string, inTooltip: boolean): string {
  const text = title
    .replaceAll('"', '”')
    .replaceAll('\\', '∖')
    .replace(/[\u0000-\u001f\u2028\u2029]/g, ' ');
  return inTooltip && special.includes(text) ? `${text} ` : text;
}
