import type { SqlDatabase } from './database.js';
import type { Submission } from './job-record.js';

/** An idempotency key was used before, for another request. */
export class IdempotencyKeyError extends Error {
  override readonly name = 'IdempotencyKeyError';
  readonly code = 'idempotency-key';

  constructor(readonly firstId: number) {
    super(
      `Idempotency-Key: was used before for ${firstId}, which asked for something else. Send another key.`,
    );
  }
}

/**
 * Does what makes jobs or a workflow, and returns the first id; when the same submission did it before, its first id. To be called within a transaction.
 *
 * @throws {IdempotencyKeyError} when the key is known from a different submission.
 */
export function once(database: SqlDatabase, submission: Submission | undefined, make: () => number): number {
  if (!submission) return make();
  const { key, bodyHash } = submission;
  const known = database.prepare('SELECT body_hash, first_id FROM submissions WHERE key = ?').get(key) as
    | { body_hash: string; first_id: number }
    | undefined;
  if (known && known.body_hash !== bodyHash) throw new IdempotencyKeyError(known.first_id);
  if (known) return known.first_id;
  const first = make();
  database.prepare('INSERT INTO submissions VALUES (?, ?, ?)').run(key, bodyHash, first);
  return first;
}

/** One of several that are submitted together, and whose ids need not follow each other. */
export function partOf({ key, bodyHash }: Submission, index: number): Submission {
  return { key: index === 0 ? key : `${key}/${index}`, bodyHash };
}
