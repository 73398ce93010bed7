/** Options of every transfer of bytes. */
export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as bytes go: so many of so many; the total is absent where the server does not tell it. */
  readonly onProgress?: ((bytes: number, total: number | undefined) => void) | undefined;
}
