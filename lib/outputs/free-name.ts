/** The name that is wanted where it is not taken, else `x_2`, `x_3` and so on. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${wanted}_${n}`;
  return name;
}

/** The names, those that come again made different: `x_2` for a second `x`. */
export function uniqueNames(wanted: readonly string[]): string[] {
  const names = new Set<string>();
  for (const each of wanted) names.add(freeName(each, name => names.has(name)));
  return [...names];
}

/** Every column gets a name of its own: `column2` where there is none, `x_2` for a second `x`. */
export function columnNames(cells: readonly string[]): string[] {
  return uniqueNames(cells.map((cell, i) => cell.trim() || `column${i + 1}`));
}
