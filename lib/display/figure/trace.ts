import { textOfPlotly } from './plotly-text.js';

/** Numbers in a figure: a list, or as Python's plotly writes them. */
export type Values =
  | readonly unknown[]
  | { readonly dtype: string; readonly bdata: string; readonly shape?: string };

/** The part of plotly's traces that pictures know (https://plotly.com/javascript/reference). */
export interface Trace {
  readonly type?: string;
  readonly name?: string;
  readonly visible?: boolean | 'legendonly';
  readonly mode?: string;
  readonly orientation?: 'v' | 'h';
  readonly fill?: string;
  readonly x?: Values;
  readonly y?: Values;
  readonly z?: Values;
  readonly values?: Values;
  readonly labels?: Values;
  readonly i?: Values;
  readonly j?: Values;
  readonly k?: Values;
  readonly marker?: { readonly color?: unknown; readonly size?: unknown; readonly colorbar?: Colorbar };
  readonly line?: {
    readonly color?: unknown;
    readonly colorscale?: unknown;
    readonly colorbar?: Colorbar;
  };
  readonly colorbar?: Colorbar;
  readonly error_y?: { readonly array?: Values };
  readonly dimensions?: readonly Dimension[];
}

interface Colorbar {
  readonly title?: Title;
}

export interface Dimension {
  readonly label?: string;
  readonly values?: Values;
  readonly tickvals?: readonly number[];
  readonly ticktext?: readonly string[];
}

type Title = string | { readonly text?: string };

export interface LayoutAxis {
  readonly title?: Title;
  readonly type?: string;
}

/** The part of plotly's layouts that pictures know. */
export interface Layout {
  readonly title?: Title;
  readonly width?: number;
  readonly height?: number;
  readonly barmode?: string;
  readonly xaxis?: LayoutAxis;
  readonly yaxis?: LayoutAxis;
  readonly scene?: {
    readonly xaxis?: LayoutAxis;
    readonly yaxis?: LayoutAxis;
    readonly zaxis?: LayoutAxis;
    readonly camera?: { readonly eye?: { readonly x?: number; readonly y?: number; readonly z?: number } };
  };
}

/** The text of a title, its lines apart and without plotly's tags. */
export function titleLines(title: Title | undefined): string[] {
  const text = typeof title === 'string' ? title : (title?.text ?? '');
  const lines = text.split(/<br\s*\/?>/).map(line => textOfPlotly(line).trim());
  return lines.filter(line => line !== '');
}

const readers = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** The values of a list; rows where it has two dimensions. */
export function list(values: Values | undefined): readonly unknown[] {
  if (values === undefined) return [];
  if (!('bdata' in values)) return values;
  const reader = readers[values.dtype as keyof typeof readers];
  if (!reader) return [];
  const bytes = Uint8Array.from(Buffer.from(values.bdata, 'base64'));
  const flat = Array.from(new reader(bytes.buffer, 0, Math.floor(bytes.length / reader.BYTES_PER_ELEMENT)));
  const [, width] = (values.shape ?? '').split(',').map(Number);
  if (!width) return flat;
  return Array.from({ length: flat.length / width }, (_, row) => flat.slice(row * width, (row + 1) * width));
}

/** The same as numbers; NaN for what is none. */
export function numbers(values: Values | undefined): number[] {
  return list(values).map(value => (value === null || value === undefined ? Number.NaN : Number(value)));
}
