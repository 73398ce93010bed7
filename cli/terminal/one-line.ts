import { stripVTControlCharacters } from 'node:util';

/** Text that comes from jobs, on one line: it may neither colour a terminal nor move its cursor. */
export function oneLine(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}/gu, '');
}
