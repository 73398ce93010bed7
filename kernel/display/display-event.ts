/** Data keyed by mime type, checked: it can be written as JSON and has a text/plain. */
export type Bundle = Readonly<Record<string, unknown>>;

/** What a display asks of the front end; `cell` is the number of the program that caused it. */
export type DisplayEvent =
  | { readonly type: 'show'; readonly cell: number; readonly data: Bundle; readonly id?: string }
  | { readonly type: 'update'; readonly cell: number; readonly data: Bundle; readonly id: string }
  | { readonly type: 'clear'; readonly cell: number; readonly wait: boolean };
