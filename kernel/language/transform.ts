import { encodedMappings, type SourceMapSegment, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import type MagicString from 'magic-string';
import type { Erased } from './erase.js';
import { hoist } from './hoist.js';
import type { ImportKind } from './import-kinds.js';
import type { Program } from './language.js';
import { toJavaScript } from './lower.js';
import type { CellNames } from './names.js';

/**
 * Makes a checked cell runnable.
 *
 * @param imports what the names stand for that are imported without `type`
 */
export function transform(
  code: string,
  cell: number,
  names: CellNames,
  imports: ReadonlyMap<string, ImportKind>,
): Omit<Program, 'preloadNames'> {
  const file = `cell[${cell}]`;
  const erased = toJavaScript(code, file, names.newerSyntax);
  const { text, declares, async } = hoist(erased.code, names, imports);
  return {
    cell,
    code: text.toString(),
    map: JSON.stringify({
      version: 3,
      names: [],
      sources: [file],
      sourcesContent: [code],
      mappings: composed(text, erased),
    }),
    declares,
    async,
  };
}

/** Mappings from the edited JavaScript to the TypeScript: through the edits, then through the eraser's own mappings. */
function composed(text: MagicString, erased: Erased): string {
  const toCell = new TraceMap(erased.map);
  const edits = text.generateDecodedMap({ hires: 'boundary' });
  const mappings = edits.mappings.map(line =>
    line.flatMap((segment): SourceMapSegment[] => {
      const [column, , editedLine, editedColumn] = segment;
      if (editedLine === undefined || editedColumn === undefined) return [];
      const traced = traceSegment(toCell, editedLine, editedColumn);
      return traced && traced.length > 1 ? [[column, 0, traced[2]!, traced[3]!]] : [];
    }),
  );
  return encodedMappings(new TraceMap({ version: 3, names: [], sources: ['cell'], mappings }));
}
