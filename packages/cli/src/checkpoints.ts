import { readConfig } from '@raptor-comply/api/config';
import { openTargets } from '@raptor-comply/api/kernel/activity/targets';
import { createLogger } from '@raptor-comply/api/kernel/ops/log';
import { forkLog, rotateCheckpointKey } from '@raptor-comply/api/operator/checkpoints';
import { organizationOf, withDatabase } from './database.ts';
import { print } from './output.ts';

/** Begins a new epoch of a log that contradicts a published checkpoint. */
export async function forkActivity({ org, reason }: { org: string; reason: string }): Promise<void> {
  await withDatabase(async (database, config) => {
    const { checkpointKeyFile: keyFile, checkpointTargets, s3, logLevel } = config;
    const targets = openTargets(checkpointTargets, { ...s3, signal: new AbortController().signal });
    const organization = await organizationOf(database, config, org);
    const epoch = await forkLog(database, organization, { keyFile, targets, reason, log: createLogger(logLevel) });
    print(
      `The activity log of ${org} is in epoch ${epoch} now, and changes are accepted again.`,
      'Its checkpoints have a new name: send the key of GET /activity/key to its witnesses and auditors, and tell them why.',
    );
  });
}

/** Replaces the key that signs checkpoints. */
export async function rotateActivityKey({ lost = false }: { lost?: boolean }): Promise<void> {
  await withDatabase((database, config) => rotateCheckpointKey(database, config.checkpointKeyFile, lost));
  const { checkpointKeyFile } = readConfig();
  print(`The new key is in ${checkpointKeyFile}. Send GET /activity/key to witnesses and auditors.`);
  if (!lost) print(`Checkpoints have both signatures until you delete ${checkpointKeyFile}.old.`);
}
