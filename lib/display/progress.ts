/** How much of the log's end is looked at. */
const lookBack = 4000;

/**
 * The progress that a job reports, from 0 to 1, or undefined. The convention: a line of standard output with the word `progress`
 * and then a percentage, a fraction of 1 or a ratio (`progress 40 %`, `progress: 0.4`, `Progress = 12/30`); or a line that is a
 * percentage alone (`40%`, `[ 40 %]`) or begins with one and a bar, as tqdm writes (`40%|####    | 12/30`). The last such line counts.
 */
export function reportedProgress(log: string): number | undefined {
  const lines = log.slice(-lookBack).split('\n').reverse();
  for (const line of lines) {
    const value = lineProgress(line.trim());
    if (value !== undefined) return value;
  }
  return undefined;
}

const number = '(\\d+(?:\\.\\d+)?)';
const worded = new RegExp(`\\bprogress\\b\\W{0,3}${number}\\s*(?:(%)|/\\s*${number})?`, 'i');
const alone = new RegExp(`^\\[?\\s*${number}\\s*%\\s*(?:\\]|\\||$)`);

function lineProgress(line: string): number | undefined {
  const word = worded.exec(line);
  if (word) {
    const [, value, sign, of] = word;
    return portion(Number(value) / (sign ? 100 : of === undefined ? 1 : Number(of)));
  }
  const percentage = alone.exec(line)?.[1];
  return percentage === undefined ? undefined : portion(Number(percentage) / 100);
}

/** A value that is no portion of a whole is no progress: `progress: step 5000` must not fill the bar. */
function portion(value: number): number | undefined {
  return value >= 0 && value <= 1 ? value : undefined;
}
