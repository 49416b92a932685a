import {
  type Checkpoint,
  formatSignatureLine,
  type Note,
  type NoteSignature,
  parseCheckpoint,
  parseNote,
  type VerifierKey,
  verifiedSignatures,
  verifierKey,
} from '@raptor-comply/tlog';
import { ApiError } from '../base/errors.ts';
import type { Database } from '../database/database.ts';
import { inSnapshot, originOf, readHead } from './log-head.ts';
import { cryptography } from './signing-key.ts';

/** The known cosignatures of a checkpoint. */
export async function cosignaturesOf(
  database: Database,
  organizationId: string,
  { origin, size, root }: Checkpoint,
): Promise<NoteSignature[]> {
  const rows = await database.query<{ line: string }>({
    text: `select line from activity_cosignatures
            where organization_id = $1 and origin = $2 and size = $3 and root = $4 order by witness`,
    values: [organizationId, origin, size, Buffer.from(root)],
  });
  return rows.flatMap(({ line }) => parseNote(`\n\n${line}`).signatures);
}

/** The signatures in a note that are of these keys, and right. A wrong one is ignored, as one of an unknown key is. */
export const rightSignatures = (note: Note, keys: readonly VerifierKey[]): { name: string; line: NoteSignature }[] =>
  note.signatures.flatMap((line) => {
    try {
      return verifiedSignatures(cryptography, { ...note, signatures: [line] }, keys).map(({ key }) => ({
        name: key.name,
        line,
      }));
    } catch {
      return [];
    }
  });

const KEEP = `
  insert into activity_cosignatures (organization_id, origin, size, root, witness, line)
  select $1, $2, $3, $4, witness, line from unnest($5::text[], $6::text[]) as signed (witness, line)
      on conflict (organization_id, origin, size, witness) do nothing`;

/** Keeps the witnesses' cosignatures of a checkpoint. Returns the names of the witnesses. */
export async function keepCosignatures(
  database: Database,
  { organizationId, witnesses }: { readonly organizationId: string; readonly witnesses: readonly VerifierKey[] },
  { checkpoint, note }: { readonly checkpoint: Checkpoint; readonly note: Note },
): Promise<string[]> {
  const signed = rightSignatures(note, witnesses);
  const names = signed.map(({ name }) => name);
  const lines = signed.map(({ line }) => formatSignatureLine(line));
  const { origin, size, root } = checkpoint;
  await database.query({ text: KEEP, values: [organizationId, origin, size, Buffer.from(root), names, lines] });
  return names;
}

/** Reads a signed checkpoint. Throws ApiError 422. */
function readCheckpoint(note: string): ReturnType<typeof parseCheckpoint> {
  try {
    return parseCheckpoint(note);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new ApiError('unprocessable', `checkpoint is not a signed checkpoint: ${error.message}`, 'checkpoint');
  }
}

/**
 * Keeps the cosignatures in a note that a witness sends. Returns the names of the witnesses: none if the checkpoint is another log's.
 * @throws ApiError 422 if it is not a signed checkpoint
 */
export async function acceptCosignatures(
  database: Database,
  log: { readonly organizationId: string; readonly witnesses: readonly VerifierKey[] },
  sent: string,
): Promise<string[]> {
  const { checkpoint, note } = readCheckpoint(sent);
  const { installation, epoch, publicKeys } = await inSnapshot(database, (client) =>
    readHead(client, log.organizationId),
  );
  const name = originOf(installation, log.organizationId, epoch);
  const keys = publicKeys.map((publicKey) => verifierKey(cryptography.sha256, { name, type: 0x01, publicKey }));
  if (checkpoint.origin !== name || rightSignatures(note, keys).length === 0) return [];
  return keepCosignatures(database, log, { checkpoint, note });
}
