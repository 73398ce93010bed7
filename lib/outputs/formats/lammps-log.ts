import { MalformedFileError } from '../../errors/malformed-file-error.js';
import { parseNumber } from '../parse-column.js';
import type { ReadOptions } from '../read-options.js';
import type { FormatReader } from '../reader.js';
import { textTable } from '../text-table.js';

/**
 * The thermodynamic output in a LAMMPS log (https://docs.lammps.org/thermo_style.html, styles `one` and `custom`): a line of
 * keywords, then numbers, up to `Loop time`. A log has a block for each `run` and `minimize`.
 */
export const lammpsReader: FormatReader = {
  async table(file, options) {
    const text = await file.text(options);
    const runs = thermoBlocks(text.split(/\r?\n/));
    if (runs.length === 0) throw withoutThermo(text, file.title);
    const { keywords, rows } = options.run === 'all' ? allRuns(runs) : oneRun(runs, options, file.title);
    return textTable(
      keywords.map((name, i) => [name, rows.map(row => row[i]!)]),
      file.caption,
    );
  },
};

/** The thermo output of one run, as printed. */
interface Block {
  readonly keywords: readonly string[];
  readonly rows: string[][];
}

/** Before every block LAMMPS tells the memory it uses: the line after it has the keywords, whatever they are. */
const announced = /^(Per MPI rank memory|Memory usage per processor)/;
const ended = /^Loop time of /;

function thermoBlocks(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let open: Block | undefined;
  let announcedHere = false;
  for (const line of lines) {
    const words = line.trim().split(/\s+/);
    if (ended.test(line)) open = undefined;
    else if (isHeader(words) || (announcedHere && isKeywords(words))) {
      open = { keywords: words, rows: [] };
      blocks.push(open);
    } else if (open && isRow(words, open.keywords.length)) open.rows.push(words);
    announcedHere = announced.test(line);
  }
  return blocks;
}

function isHeader(words: readonly string[]): boolean {
  return words[0] === 'Step' && words.length > 1 && isKeywords(words);
}

function isKeywords(words: readonly string[]): boolean {
  return words.every(word => /^[A-Za-z]\w*(\[[^\]]*\])*$/.test(word));
}

/** Warnings, the output of `print` and a last line cut short stand between the numbers: they are no rows. */
function isRow(words: readonly string[], length: number): boolean {
  return words.length === length && words.every(word => parseNumber(word) !== undefined);
}

function oneRun(runs: readonly Block[], options: ReadOptions, name: string): Block {
  const number = typeof options.run === 'number' ? options.run : runs.length;
  const block = runs[number - 1];
  if (block) return block;
  const has = runs.length === 1 ? 'one run: 1' : `runs 1 to ${runs.length}`;
  throw new MalformedFileError(`${name} has no run ${number}. It has ${has}, or 'all' of them.`);
}

/** All runs below each other, numbered; a keyword that a run did not print is missing there. */
function allRuns(runs: readonly Block[]): Block {
  const keywords = [...new Set(runs.flatMap(run => run.keywords))];
  const rows = runs.flatMap((run, i) =>
    run.rows.map(row => [
      String(i + 1),
      ...keywords.map(keyword => row[run.keywords.indexOf(keyword)] ?? ''),
    ]),
  );
  return { keywords: [keywords.includes('run') ? 'run_number' : 'run', ...keywords], rows };
}

function withoutThermo(text: string, name: string): MalformedFileError {
  const other = /^-+ Step\s/m.test(text) ? 'multi' : /^keywords: \[/m.test(text) ? 'yaml' : undefined;
  if (other) {
    return new MalformedFileError(
      `${name} has its thermo output in the style "${other}", which is not read. Use thermo_style one or custom without thermo_modify line ${other}.`,
    );
  }
  const error = /^ERROR.*/m.exec(text)?.[0];
  return new MalformedFileError(
    `${name} has no thermo output: no line of keywords (Step Temp ...) with numbers below it. ${
      error ? `LAMMPS stopped with "${error}".` : 'Did the log end before the first run?'
    }`,
  );
}
