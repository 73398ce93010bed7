import type { Language } from '../language/language.js';
import { Fields, type JsonObject } from '../wire/fields.js';
import { codePointsBefore, parseCursor } from '../wire/requests.js';

/** complete_request: positions are converted to the code points that the wire counts. */
export async function complete(language: Language, content: JsonObject): Promise<JsonObject> {
  const { code, cursor } = parseCursor('complete_request', content);
  const { matches, start, end } = await language.complete(code, cursor);
  const cursor_start = codePointsBefore(code, start);
  const cursor_end = codePointsBefore(code, end);
  const types = matches.map(({ text, kind, detail }) => ({
    text,
    type: kind,
    start: cursor_start,
    end: cursor_end,
    ...(detail === undefined ? {} : { signature: detail }),
  }));
  return {
    status: 'ok',
    matches: matches.map(match => match.text),
    cursor_start,
    cursor_end,
    // JupyterLab's name for the kinds that it shows as icons.
    metadata: { _jupyter_types_experimental: types },
  };
}

/** inspect_request. */
export async function inspect(language: Language, content: JsonObject): Promise<JsonObject> {
  const { code, cursor } = parseCursor('inspect_request', content);
  const inspection = await language.inspect(code, cursor);
  if (!inspection) return { status: 'ok', found: false, data: {}, metadata: {} };
  const data = { 'text/plain': inspection.plain, 'text/markdown': inspection.markdown };
  return { status: 'ok', found: true, data, metadata: {} };
}

/** is_complete_request. */
export async function isComplete(language: Language, content: JsonObject): Promise<JsonObject> {
  return { ...(await language.isComplete(new Fields('is_complete_request', content).string('code'))) };
}
