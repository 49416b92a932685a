import type { ActivityVerification } from '@raptor-comply/sdk';
import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { comply, useCan, useReadsLog, useTimeZone } from '../../api/session.ts';
import { formatMoment, formatWhen } from '../../records/format.ts';
import { Button, Loaded, Section, TextLink } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';

/** Reads a checkpoint, a signed note (c2sp.org/tlog-checkpoint). The log signs first, then its witnesses. */
function readCheckpoint(note: string) {
  const [body = '', signatures = ''] = note.split('\n\n');
  const [, size = '0', hash = ''] = body.split('\n');
  const signers = signatures.split('\n').flatMap((line) => /^— (\S+) /.exec(line)?.[1] ?? []);
  return { size: Number(size), hash, signers, note };
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

/** Whether the log is whole, as far as the API can say. */
export function Integrity() {
  const canRead = useReadsLog();
  const checkpoint = useQuery({ ...checkpointQuery, enabled: canRead });
  if (!canRead) return null;
  return (
    <Section title="Record of history" more={<TextLink to="/activity">Proofs</TextLink>}>
      <Loaded query={checkpoint} what="the checkpoint">
        {({ size, hash, signers: [, ...witnesses] }) => (
          <dl className="card grid gap-3 p-4">
            <Fact name="Sealed entries">
              <span className="num">{size.toLocaleString('en-US')}</span>
            </Fact>
            <Fact name="Verified">
              <Verified />
            </Fact>
            <Fact name="Witness">
              <span className="block truncate">{witnesses.join(', ') || 'none configured'}</span>
            </Fact>
            <Fact name="Checkpoint">
              <code title={hash}>{`${hash.slice(0, 4)}…${hash.slice(-5)}`}</code>
            </Fact>
          </dl>
        )}
      </Loaded>
    </Section>
  );
}

const Fact = ({ name, children }: Readonly<{ name: string; children: ReactNode }>) => (
  <div className="flex justify-between gap-4">
    <dt>{name}</dt>
    <dd className="min-w-0">{children}</dd>
  </div>
);

/** The last verification, or the way to one. */
function Verified() {
  const zone = useTimeZone();
  const canVerify = useCan('*:read');
  const { data } = useQuery(verificationQuery);
  const verify = useMutation({
    mutationFn: () => comply.activity.createVerification(),
    onSuccess: (started) => {
      localStorage.setItem(KEY, started.id);
      queryClient.setQueryData(verificationQuery.queryKey, started);
    },
  });
  if (verify.isPending || (data && data.finishedAt === null)) return <span role="status">verifying …</span>;
  const again = canVerify && (
    <Button className="min-h-7 py-0.5" onClick={() => verify.mutate()}>
      Verify now
    </Button>
  );
  if (!data || data.finishedAt === null) return again || <span className="text-ink-3">once a day</span>;
  return (
    <Link to="/activity" title={formatMoment(data.finishedAt, zone)}>
      <Tag tone={data.isWhole ? 'good' : 'high'}>
        {data.isWhole ? 'whole' : 'not whole'}, {formatWhen(data.finishedAt, zone)}
      </Tag>
    </Link>
  );
}
