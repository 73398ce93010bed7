/** The middle one of the times that were measured. */
export const median = values => values.toSorted((a, b) => a - b)[values.length >> 1];
