/** The module through which a cell sees the names of earlier cells and of the preload. */
export const SESSION = './~session.ts';

/** What the session exports, as a type: `typeof x` of an import would ask what the code before it found out about x. */
const SESSION_TYPE = '__tunebook';
/** The declaration of that type, in every cell. */
export const SESSION_TYPED = `type ${SESSION_TYPE} = typeof import('${SESSION}');`;
/** A cell that declares nothing. It imports what all cells import. */
export const EMPTY = `export {};${SESSION_TYPED}import {} from '${SESSION}';`;
/** The number of the preload among the cells. */
export const PRELOAD = 0;

/** A name as one of the modules exports it. */
export interface Origin {
  readonly module: string;
  readonly name: string;
}

/** A name as a cell has it, whatever later cells do with it; no name of a cell holds a space. */
export function versionOf(name: string, cell: number): Origin {
  return { module: SESSION, name: `${name} ${cell}` };
}

/** How the session exports that. */
export function exportOf(name: string, cell: number): string {
  return `${name} as ${JSON.stringify(versionOf(name, cell).name)}`;
}

/** The type of a value of a module. The current cell exports some as types alone, which a property can't name. */
export function typeFrom({ module, name }: Origin): string {
  return module === SESSION
    ? `${SESSION_TYPE}[${JSON.stringify(name)}]`
    : `typeof import('${module}').${name}`;
}
