import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createSigner, type LogSigner } from '../../src/kernel/activity/signer.ts';
import type { Database } from '../../src/kernel/database/database.ts';

/** The signer of a server that signs nothing, so that its key is never created. */
export const testSigner = (database: Database): LogSigner =>
  createSigner({ database, keyFile: path.join(tmpdir(), randomUUID(), 'checkpoint-key.pem'), witnesses: [] });
