/** The names that were perhaps meant by `wrong`, nearest first, three at most. */
export function nearNames(wrong: string, names: readonly string[]): string[] {
  const word = wrong.toLowerCase();
  return names
    .map(name => ({ name, far: distance(word, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= Math.max(1, word.length / 3) || contains(name.toLowerCase(), word))
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}

function contains(name: string, word: string): boolean {
  return word.length > 1 && (name.includes(word) || (name.length > 1 && word.includes(name)));
}

/** Edits that turn one word into the other (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[b.length]!;
}
