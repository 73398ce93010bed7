/** Options of every transfer of bytes. */
export interface TransferOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called as bytes go: so many of so many; the total is absent where the server does not tell it. */
  readonly onProgress?: ((bytes: number, total: number | undefined) => void) | undefined;
}

/** Options of what is not sent where the same is there already. */
export interface SendOptions extends TransferOptions {
  /** Called as bytes are read to compare them with what is there: so many of so many. */
  readonly onCompare?: ((bytes: number, total: number | undefined) => void) | undefined;
}

/** Options of what sends bytes. */
export interface PutOptions extends TransferOptions {
  /** All bytes, where that is known. */
  readonly size?: number | undefined;
  /** What a browser is told that it is. @default the storage's own default */
  readonly contentType?: string | undefined;
  /** Where an unfinished upload is remembered, so that a later one goes on with it. @default it is not */
  readonly memory?: UploadMemory | undefined;
}

/** What is remembered of one unfinished upload. */
export interface UploadMemory {
  recall(): Promise<string | undefined>;
  keep(uploadId: string): Promise<void>;
  forget(): Promise<void>;
}
