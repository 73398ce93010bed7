/** The module through which a cell sees the names of earlier cells and of the preload. */
export const SESSION = './~session.ts';
