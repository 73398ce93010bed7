/** A date as it is, null where it is none: what a file has may lie beyond all dates. */
export function validDate(date: Date): Date | null {
  return Number.isNaN(date.getTime()) ? null : date;
}
