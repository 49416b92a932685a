import type { ActivityVerification } from '@raptor-comply/sdk';
import { queryOptions } from '@tanstack/react-query';
import { comply } from '../../api/session.ts';

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly hash: string;
  /** The names that signed it: first the log, then its witnesses. */
  readonly signers: readonly string[];
  readonly note: string;
}

/** Reads a checkpoint, a signed note (c2sp.org/tlog-checkpoint). */
function readCheckpoint(note: string): Checkpoint {
  const [body = '', signatures = ''] = note.split('\n\n');
  const [origin = '', size = '0', hash = ''] = body.split('\n');
  const signers = signatures.split('\n').flatMap((line) => /^— (\S+) /.exec(line)?.[1] ?? []);
  return { origin, size: Number(size), hash, signers, note };
}

export const checkpointQuery = queryOptions({
  queryKey: ['activity', 'checkpoint'],
  queryFn: async ({ signal }) => readCheckpoint(await comply.activity.getCheckpoint({ signal })),
});

const KEY = 'raptor-comply-verification';
const POLL_MS = 1000;

/** The verification that this browser asked for last, if the server still has it. */
export const verificationQuery = queryOptions({
  queryKey: ['activity', 'verification'],
  queryFn: async ({ signal }): Promise<ActivityVerification | null> => {
    const id = localStorage.getItem(KEY);
    if (id === null) return null;
    return comply.activity.getVerification(id, { signal });
  },
  refetchInterval: ({ state }) => (state.data?.finishedAt === null ? POLL_MS : false),
});

/** Starts a verification of the whole log; `verificationQuery` follows it. */
export async function verifyNow(): Promise<ActivityVerification> {
  const verification = await comply.activity.createVerification();
  localStorage.setItem(KEY, verification.id);
  return verification;
}
