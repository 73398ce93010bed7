// Apart from what uses them, because the session process needs the names alone and not the parser.

/** The name by which a cell's code reaches imports and the like. */
export const RUNTIME = '__tunebook';

/** The name by which it reaches the function that may end it where it goes on after an await. */
export const CHECKPOINT = '__checkpoint';
