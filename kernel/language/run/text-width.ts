/** Characters that take two columns in a terminal and in fixed-width fonts: East Asian ones and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}|[\u{20000}-\u{3fffd}]/u;
/** Characters that take none: they change the one before. */
const NARROW = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** Blanks that are as wide as a text; tabs stay tabs, which are as wide as those above them. */
export function blank(text: string): string {
  return Array.from(text, char =>
    char === '\t' ? char : NARROW.test(char) ? '' : WIDE.test(char) ? '  ' : ' ',
  ).join('');
}
