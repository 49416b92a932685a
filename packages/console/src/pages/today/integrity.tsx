import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { queryClient } from '../../api/query-client.ts';
import { useCan, useReadsLog, useTimeZone } from '../../api/session.ts';
import { formatMoment, formatWhen } from '../../records/format.ts';
import { Button, ErrorNotice, Section } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';
import { checkpointQuery, verificationQuery, verifyNow } from '../activity/checkpoint.ts';

/** Whether the log is whole, as far as the API can say. */
export function Integrity() {
  const canRead = useReadsLog();
  const checkpoint = useQuery({ ...checkpointQuery, enabled: canRead });
  if (!canRead) return null;
  return (
    <Section
      title="Record of history"
      more={
        <Link className="link" to="/activity">
          Proofs
        </Link>
      }
    >
      {checkpoint.isError ? <ErrorNotice error={checkpoint.error} /> : <Facts />}
    </Section>
  );
}

function Facts() {
  const { data } = useQuery(checkpointQuery);
  const [, ...witnesses] = data?.signers ?? [];
  return (
    <dl className="card grid gap-3 p-4">
      <Fact name="Sealed entries">
        <span className="num">{data?.size.toLocaleString('en-US') ?? '…'}</span>
      </Fact>
      <Fact name="Verified">
        <Verified />
      </Fact>
      <Fact name="Witness">
        <span className={`block truncate ${witnesses.length === 0 ? 'text-ink-3' : ''}`}>
          {data === undefined ? '…' : witnesses.join(', ') || 'none configured'}
        </span>
      </Fact>
      <Fact name="Checkpoint">
        <code title={data?.hash}>{data === undefined ? '…' : `${data.hash.slice(0, 4)}…${data.hash.slice(-5)}`}</code>
      </Fact>
    </dl>
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
    mutationFn: verifyNow,
    onSuccess: (started) => queryClient.setQueryData(verificationQuery.queryKey, started),
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
