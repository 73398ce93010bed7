/** The name that is wanted where it is not taken, else `x_2`, `x_3` and so on. */
export function freeName(wanted: string, isTaken: (name: string) => boolean): string {
  let name = wanted;
  for (let n = 2; isTaken(name); n++) name = `${wanted}_${n}`;
  return name;
}

/** Every column gets a name of its own: `column2` where there is none, `x_2` for a second `x`. */
export function columnNames(cells: readonly string[]): string[] {
  const names = new Set<string>();
  cells.forEach((cell, i) => {
    names.add(freeName(cell.trim() || `column${i + 1}`, name => names.has(name)));
  });
  return [...names];
}
