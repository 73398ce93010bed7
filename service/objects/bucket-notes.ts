import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NamedObject } from './object-store.js';

/** An object of a job that lies in a bucket, or was about to. */
export interface BucketNote {
  readonly kind: 'output' | 'sent' | 'snapshot';
  readonly name: string;
  /** `s3://bucket/key`. */
  readonly address: string;
  /** Bytes; undefined until it is there. */
  readonly size?: number;
}

/**
 * Remembers on this machine what of each job lies in buckets, which takes no request to find out. A note is written before the
 * object is, so that none is left behind, whatever becomes of service and settings.
 */
export class BucketNotes {
  constructor(private readonly root: string) {}

  /** False as long as nothing of any job was put into a bucket. */
  get exist(): boolean {
    return existsSync(this.root);
  }

  /** The folder with the notes of a job; it may not exist. */
  folder(jobId: number): string {
    return join(this.root, String(jobId));
  }

  /** Writes a note, in the place of an earlier one of this address. */
  write(jobId: number, note: BucketNote): void {
    const path = join(this.folder(jobId), createHash('sha256').update(note.address).digest('hex'));
    mkdirSync(this.folder(jobId), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, JSON.stringify(note), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /** All of a job. */
  of(jobId: number): BucketNote[] {
    return this.#files(jobId).map(
      file => JSON.parse(readFileSync(join(this.folder(jobId), file), 'utf8')) as BucketNote,
    );
  }

  /** What is there of one kind. */
  stored(jobId: number, kind: BucketNote['kind']): NamedObject[] {
    return this.of(jobId).flatMap(note =>
      note.kind === kind && note.size !== undefined
        ? { key: note.address, size: note.size, name: note.name }
        : [],
    );
  }

  #files(jobId: number): string[] {
    const folder = this.folder(jobId);
    return existsSync(folder) ? readdirSync(folder).filter(file => !file.endsWith('.new')) : [];
  }
}
