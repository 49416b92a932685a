import { equal } from '@raptor-comply/tlog';
import { unavailable } from '../base/errors.ts';
import { type Database, withOwner } from '../database/database.ts';
import { createKey, finishRotation, newKeyFile, oldKeyFile, readKey, type SigningKey } from './signing-key.ts';

/** The message is for the operator. */
export class CannotSign extends Error {
  override readonly name = 'CannotSign';
}

/** Why a checkpoint cannot be signed: a sentence for callers, and what only the operator may read. */
export const cannotSign = (message: string, reason: string): Error =>
  Object.assign(unavailable(message, 60), { cause: new CannotSign(reason) });

const NO_KEY =
  'This server cannot sign checkpoints, as it does not have the key of this installation; its log says what to do';

export interface InstallationKey {
  readonly current: SigningKey;
  /** The former key, until an operator deletes its file. */
  readonly former: SigningKey | undefined;
}

const PIN = "update installation set public_keys = array[$1::bytea] where public_keys = '{}'";

/** All public keys that this installation has had; the last one is in use. */
async function pinnedKeys(database: Database): Promise<readonly Buffer[]> {
  const [row] = await database.query<{ keys: Buffer[] }>({ text: 'select public_keys as keys from installation' });
  return row?.keys ?? [];
}

/** The key in the file, if it is the pinned one; also after a rotation that was interrupted. */
async function keyIn(file: string, pinned: Buffer): Promise<SigningKey | undefined> {
  const key = await readKey(file);
  if (key !== undefined && equal(key.publicKey, pinned)) return key;
  const next = await readKey(newKeyFile(file));
  if (next === undefined || !equal(next.publicKey, pinned)) return undefined;
  await finishRotation(file);
  return next;
}

/**
 * Returns the key that signs this installation's checkpoints. The first process creates it and pins its public key in the database.
 * @throws ApiError 503 when this process does not have the pinned key.
 */
export async function openInstallationKey(database: Database, file: string): Promise<InstallationKey> {
  if ((await pinnedKeys(database)).length === 0) {
    const { publicKey } = await createKey(file);
    await database.query({ text: PIN, values: [publicKey] });
  }
  const all = await pinnedKeys(database);
  const pinned = all.at(-1);
  const current = pinned === undefined ? undefined : await keyIn(file, pinned);
  if (current === undefined) {
    throw cannotSign(
      NO_KEY,
      `The file ${file} does not have the key with the public key ${pinned?.toString('base64')}; ` +
        'copy it and the folder "checkpoints" beside it from the server that has them, or set CHECKPOINT_KEY_FILE',
    );
  }
  const former = await readKey(oldKeyFile(file));
  return {
    current,
    former: all.some((key) => former !== undefined && equal(key, former.publicKey)) ? former : undefined,
  };
}

const ROTATED = `
  select append_activity(o.id, 'rotated', 'activity', null, $1::json, $2::json, null)
    from organizations o order by o.id`;

/**
 * Replaces the installation's key, and says so in every organization's log. The former key's file signs too until it is deleted.
 * @throws ApiError 503 when this process does not have the key, unless it `isLost`.
 */
export async function rotateKey(
  database: Database,
  file: string,
  { isLost, context }: { readonly isLost: boolean; readonly context: string },
): Promise<void> {
  const former = isLost
    ? (await pinnedKeys(database)).at(-1)
    : (await openInstallationKey(database, file)).current.publicKey;
  const { publicKey } = await createKey(newKeyFile(file));
  const image = (key: Buffer | undefined) =>
    key === undefined ? null : JSON.stringify({ publicKey: key.toString('base64') });
  await withOwner(database, async (client) => {
    await client.query('begin');
    await client.query("select set_config('app.context', $1, true)", [context]);
    await client.query('update installation set public_keys = public_keys || $1::bytea', [publicKey]);
    await client.query(ROTATED, [image(former), image(publicKey)]);
    await client.query('commit');
  });
  await finishRotation(file);
}
