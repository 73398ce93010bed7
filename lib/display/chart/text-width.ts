/** Widths of DejaVu Sans in parts of the font size, by character. */
const widths: readonly [chars: RegExp, width: number][] = [
  [/[ijlI|']/, 0.29],
  [/[ .,:;()[\]\-frt]/, 0.37],
  [/[mwMW%@−+=]/, 0.87],
  [/[A-Z]/, 0.69],
];
const usual = 0.61;

/**
 * The width of a text in the typeface of pictures. Vega lays out what it cannot measure, and without a canvas it takes every
 * character to be wide: labels would stand too far from what they label.
 */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const char of text) width += widths.find(([chars]) => chars.test(char))?.[1] ?? usual;
  return width * fontSize;
}
