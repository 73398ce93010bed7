import { encodedMappings, type SourceMapSegment, TraceMap, traceSegment } from '@jridgewell/trace-mapping';
import type MagicString from 'magic-string';
import type { EmitSettings } from '../emit-settings.js';
import type { Program } from '../language.js';
import type { Erased } from './erase.js';
import { hoist } from './hoist.js';
import type { ImportKind } from './import-kinds.js';
import { toJavaScript } from './lower.js';
import type { CellNames } from './names.js';
import type { Language } from './syntax.js';

/** A checked cell. */
export interface CheckedCell {
  readonly code: string;
  readonly cell: number;
  readonly names: CellNames;
  /** What the names stand for that are imported without `type`. */
  readonly imports: ReadonlyMap<string, ImportKind>;
  readonly language: Language;
  /** True if Node does not run its syntax yet. */
  readonly isNewer: boolean;
}

/** Makes a checked cell runnable. */
export function transform(checked: CheckedCell, settings: EmitSettings): Omit<Program, 'preloadNames'> {
  const { code, cell, names, imports, language, isNewer } = checked;
  const file = `cell[${cell}]`;
  const erased = toJavaScript({ code, file, language, keepsImports: true }, isNewer, settings);
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
    ...(Object.keys(settings).length > 0 && { settings }),
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
