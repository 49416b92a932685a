import type { ActivityEntry, ListActivityLogsQuery, Page } from '@raptor-comply/sdk';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useState } from 'react';
import { comply, useRead, useReadsLog, useSetSearch, useTimeZone } from '../../api/session.ts';
import { saveFile } from '../../records/files.ts';
import { momentIn } from '../../records/format.ts';
import { Entry } from '../../records/history.tsx';
import { kinds } from '../../records/kinds.ts';
import { usePages, withinLog } from '../../records/queries.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DayField, Options } from '../../ui/field.tsx';
import { Button, Columns, CopyText, Item, List, Loaded, LoadedList, More, PageHead, Section } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { useToday } from '../today/due.tsx';
import { checkpointQuery, Integrity, verificationQuery } from './integrity.tsx';

const LIVE_MS = 5000;

/** The log: who changed what, live, with the means to prove it. */
export function ActivityPage() {
  const canRead = useReadsLog();
  const { resourceType, open } = useSearch({ strict: false });
  const setSearch = useSetSearch();
  const [proven, setProven] = useState<ActivityEntry | undefined>();
  const query = { resourceType: resourceType as ListActivityLogsQuery['resourceType'] };
  const log = usePages(
    ['activity', 'log', resourceType],
    (page, options): PromiseLike<Page<ActivityEntry>> =>
      comply.activity.listLogs({ ...query, ...page, limit: 100 }, options),
    { enabled: canRead, liveMs: LIVE_MS },
  );
  if (!canRead) return <p>This session cannot read the activity log.</p>;
  return (
    <>
      <PageHead title="Activity" sub="Every change and every refusal, newest first. Nothing is ever removed from it.">
        <Button icon={Download} onClick={() => setSearch({ open: 'package' })}>
          Audit package
        </Button>
      </PageHead>
      <Columns
        aside={
          <>
            <Integrity />
            <Findings />
          </>
        }
      >
        <div>
          <label className="mb-3.5 flex items-center gap-2 text-[13px] text-ink-2">
            Show
            <select
              className="input w-52"
              value={resourceType ?? ''}
              onChange={({ target: { value } }) => setSearch({ resourceType: value || undefined })}
            >
              <option value="">everything</option>
              <Options choices={kinds.map(({ segment, nouns }) => ({ value: segment, label: nouns }))} />
              <option value="api-keys">API keys</option>
              <option value="impact-determinations">impact determinations</option>
            </select>
          </label>
          <LoadedList
            query={{ ...log, data: log.data && inRuns(log.data.pages.flat(), resourceType === undefined) }}
            what="the log"
            className="px-4 py-1"
          >
            {({ entry, count }) => (
              <li key={entry.sequence} className="grid grid-cols-[1fr_auto] items-start gap-x-4">
                <Entry entry={entry} count={count} />
                <button
                  type="button"
                  className="link mt-2.5 text-[12px] tabular-nums"
                  aria-label={`Proof of entry ${entry.sequence}`}
                  onClick={() => setProven(entry)}
                >
                  #{entry.sequence}
                </button>
              </li>
            )}
          </LoadedList>
          <More pages={log}>Earlier</More>
        </div>
      </Columns>
      {open === 'package' && <AuditPackage onClose={() => setSearch({ open: undefined })} />}
      {proven !== undefined && <Proof entry={proven} onClose={() => setProven(undefined)} />}
    </>
  );
}

type Run = { readonly entry: ActivityEntry; count: number };

/** Of the determinations that the software makes in a row, the newest and how many; each, if one asks for their kind. */
function inRuns(entries: readonly ActivityEntry[], isShort: boolean): readonly Run[] {
  const runs: Run[] = [];
  for (const entry of entries) {
    const last = runs.at(-1);
    const isMore = isShort && entry.actor.type === 'software' && last?.entry.resourceType === entry.resourceType;
    if (isMore && last.entry.actor.type === 'software' && last.entry.action === entry.action) last.count += 1;
    else runs.push({ entry, count: 1 });
  }
  return runs;
}

/** What the last verification found, if anything. */
function Findings() {
  const { data } = useQuery(verificationQuery);
  if (!data?.findings || data.findings.length === 0) return null;
  return (
    <Section title="What the verification found">
      <List>
        {data.findings.map(({ kind, sequence, what }) => (
          <Item key={`${kind} ${sequence} ${what}`} title={what} />
        ))}
      </List>
    </Section>
  );
}

function Proof({ entry, onClose }: Readonly<{ entry: ActivityEntry; onClose: () => void }>) {
  const checkpoint = useQuery(checkpointQuery);
  const proof = useRead(['activity', 'proof', entry.sequence], (options) =>
    comply.activity.getProof({ sequence: entry.sequence }, options),
  );
  return (
    <Dialog
      title={`Proof of entry ${entry.sequence.toLocaleString('en-US')}`}
      onClose={onClose}
      footer={
        proof.data !== undefined && (
          <Button
            tone="go"
            icon={Download}
            onClick={() => saveFile(`entry-${entry.sequence}.tlog-proof`, proof.data, 'text/plain')}
          >
            Download the proof
          </Button>
        )
      }
    >
      <Loaded query={proof} what="the proof">
        {(text) => (
          <>
            <p>
              The log had {checkpoint.data?.size.toLocaleString('en-US') ?? '…'} entries at its last checkpoint, and its
              key has signed one hash over all of them. With this entry and {stepsOf(text)} other hashes, anyone can
              compute that signed hash again.
            </p>
            <p className="mt-2">
              If the entry were different by one letter, or missing, the result would be another. Whoever has an earlier
              checkpoint can also see that nothing before it was rewritten.
            </p>
            {checkpoint.data !== undefined && (
              <CopyText text={checkpoint.data.note} name="checkpoint" label="The checkpoint" />
            )}
          </>
        )}
      </Loaded>
    </Dialog>
  );
}

/** How many hashes lead from an entry to the checkpoint: those before the first blank line of a proof. */
const stepsOf = (proof: string): number => proof.split('\n\n', 1)[0]?.match(/^[\w+/]{43}=$/gm)?.length ?? 0;

function AuditPackage({ onClose }: Readonly<{ onClose: () => void }>) {
  const today = useToday();
  const zone = useTimeZone();
  const [from, setFrom] = useState(`${Number(today.slice(0, 4)) - 1}${today.slice(4)}`);
  const [to, setTo] = useState(today);
  const checkpoint = useQuery(checkpointQuery);
  const key = useRead(['activity', 'key'], (options) => comply.activity.getKey(options));
  const make = useMutation({
    mutationFn: async () => {
      const end = momentIn(to, '23:59', zone);
      const bytes = await comply.activity.createAuditPackage(
        {
          from: await withinLog(momentIn(from, '00:00', zone)),
          to: Date.parse(end) < Date.now() ? end : new Date().toISOString(),
        },
        { attemptTimeoutMs: 600_000, totalTimeoutMs: 900_000 },
      );
      saveFile(`audit-package-${from}-${to}.zip`, bytes as Uint8Array<ArrayBuffer>, 'application/zip');
      toast(`audit-package-${from}-${to}.zip is downloaded.`);
    },
  });
  return (
    <Dialog
      title="Audit package"
      onClose={onClose}
      act={{ label: 'Download', busy: 'Making the package …', change: make }}
    >
      <p className="mb-4 text-ink-2">
        One archive for the auditor: every list at both moments, with people, API keys without their secrets, and
        sessions; every change between them; and the proofs. If the log began later than the first day, so does the
        archive.
      </p>
      <div className="grid grid-cols-2 gap-4">
        <DayField label="From" max={today} value={from} onChange={setFrom} />
        <DayField label="To" max={today} value={to} onChange={setTo} />
      </div>
      <p className="mt-4 text-ink-2">
        To check it, the auditor opens{' '}
        <a className="link" href="verifier.html" download>
          verifier.html
        </a>
        , which needs no network and comes with each release, and drops the archive on it. The page asks for the two
        texts below. Send them another way, such as on paper. An older checkpoint that somebody kept proves more.
      </p>
      {key.data !== undefined && <CopyText text={key.data.trim()} name="key" label="Key of the installation" />}
      {checkpoint.data !== undefined && (
        <CopyText text={checkpoint.data.note} name="checkpoint" label="Checkpoint of today" />
      )}
    </Dialog>
  );
}
