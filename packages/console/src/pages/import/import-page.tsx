import type { ImportResult } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Download, FileUp } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, DropZone, type FileDropItem, FileTrigger } from 'react-aria-components';
import { useChange } from '../../api/query-client.ts';
import { apiUrl, useCan } from '../../api/session.ts';
import { importFile, saveFile, writeCsv } from '../../records/files.ts';
import { counted } from '../../records/format.ts';
import { type Kind, labelWithUnit, maybeKind } from '../../records/kinds.ts';
import { Missing } from '../../shell/defect.tsx';
import { ReasonField, SelectField } from '../../ui/field.tsx';
import { Button, ErrorNotice, PageHead, Section } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { CheckResult } from './check-result.tsx';
import { MapColumns } from './map-columns.tsx';
import {
  constantOf,
  forMode,
  keepMapping,
  type Mapping,
  type Mode,
  missingFields,
  readSheet,
  type Sheet,
  startMapping,
  toRows,
  UnreadableFile,
} from './mapping.ts';

/** Brings a spreadsheet into the inventory: choose, map, check, apply. */
export function ImportPage() {
  const { segment } = useParams({ strict: false });
  const kind = maybeKind(segment);
  const [sheet, setSheet] = useState<Sheet | undefined>();
  if (!kind?.canImport) return <Missing />;
  return (
    <div className="max-w-[960px]">
      <PageHead
        title={`Import ${kind.nouns}`}
        sub="All rows are imported, or none. Nothing is written before you have seen what would change."
      >
        {sheet !== undefined && <Button onClick={() => setSheet(undefined)}>Choose another file</Button>}
      </PageHead>
      {sheet === undefined ? (
        <Choose kind={kind} onSheet={setSheet} />
      ) : (
        <Apply key={sheet.name} kind={kind} sheet={sheet} />
      )}
    </div>
  );
}

function Choose({ kind, onSheet }: Readonly<{ kind: Kind; onSheet: (sheet: Sheet) => void }>) {
  const canWrite = useCan(`${kind.segment}:write`);
  const read = useMutation({ mutationFn: readSheet, onSuccess: onSheet });
  if (!canWrite) return <p>This session cannot import {kind.nouns} here.</p>;
  return (
    <>
      <DropZone
        aria-label="Drop a file here"
        className="card flex flex-col items-center gap-1 border-dashed px-6 py-14 text-center data-[drop-target]:border-accent data-[drop-target]:bg-accent-wash"
        onDrop={async ({ items }) => {
          const item = items.find((candidate): candidate is FileDropItem => candidate.kind === 'file');
          if (item !== undefined) read.mutate(await item.getFile());
        }}
      >
        <FileUp size={22} strokeWidth={1.5} className="mb-2 text-ink-3" aria-hidden />
        <p className="font-semibold">Drop a CSV file or an Excel workbook here</p>
        <p className="text-ink-2">The first row has the names of the columns. Any names will do.</p>
        <div className="mt-4 flex flex-wrap justify-center gap-2">
          <FileTrigger
            acceptedFileTypes={['.csv', '.tsv', '.txt', '.xlsx']}
            onSelect={(files) => files?.[0] && read.mutate(files[0])}
          >
            <AriaButton className="btn btn-go">{read.isPending ? 'Reading …' : 'Choose a file'}</AriaButton>
          </FileTrigger>
          <a className="btn" href={new URL(`${kind.segment}/import/template`, apiUrl).href} download>
            <Download size={16} strokeWidth={1.75} aria-hidden /> Template
          </a>
        </div>
      </DropZone>
      {read.isError && (
        <p role="alert" className="mt-4 rounded-lg bg-high-wash px-4 py-3">
          {read.error instanceof UnreadableFile
            ? read.error.message
            : 'The file could not be read. Save it again as CSV or as an Excel workbook (.xlsx).'}
        </p>
      )}
    </>
  );
}

const MODES = [
  { value: 'create', label: 'Create a record for each row' },
  { value: 'upsert', label: 'Create what is new, change what exists' },
  { value: 'update', label: 'Change only what exists' },
] as const satisfies readonly { readonly value: Mode; readonly label: string }[];

/** What the API said, and which rows were sent, by their position in the sheet. */
type Checked = Readonly<{ result: ImportResult; sent: readonly number[] }>;

function Apply({ kind, sheet }: Readonly<{ kind: Kind; sheet: Sheet }>) {
  const navigate = useNavigate();
  const startMode: Mode = sheet.header.includes('id') ? 'update' : 'create';
  const [mapping, setMapping] = useState<Mapping>(() => forMode(kind, startMapping(kind, sheet), startMode));
  const [mode, setMode] = useState<Mode>(startMode);
  const [reason, setReason] = useState('');
  const [fixes, setFixes] = useState<ReadonlyMap<number, Readonly<Record<string, string>>>>(new Map());
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set());
  const send = async (dryRun: boolean, without: ReadonlySet<number>): Promise<Checked> => {
    const sent = sheet.rows.map((_, index) => index).filter((index) => !without.has(index));
    const wanted = sent.map((index) => sheet.rows[index] ?? []);
    const [header = [], ...rows] = toRows(kind, sheet, mapping, wanted);
    const fixed = rows.map((row, at) =>
      row.map((cell, column) => fixes.get(sent[at] ?? -1)?.[header[column] ?? ''] ?? cell),
    );
    const options = { mode, dryRun, reason: reason.trim() };
    return { result: await importFile(kind, writeCsv([header, ...fixed]), options), sent };
  };
  const check = useMutation({
    mutationFn: (without: ReadonlySet<number>) => send(true, without),
    onMutate: () => keepMapping(kind, sheet, mapping),
  });
  const apply = useChange(
    () => send(false, left),
    ({ result }) => {
      if (!result.success) return;
      const { createdCount: created = 0, updatedCount: updated = 0 } = result;
      const changed = updated === 0 ? '' : `, ${updated.toLocaleString('en-US')} changed`;
      toast(`${counted(created, kind.noun, kind.nouns)} created${changed}.`);
      navigate({ to: '/$segment', params: { segment: kind.segment } });
    },
  );
  const checked = apply.data?.result.success === false ? apply.data : check.data;
  const missing = missingFields(kind, mapping);
  const titleSource = mapping.sources[kind.titleField];
  const rowOf = (row: number): number => checked?.sent[row - 2] ?? -1;
  const nameOf = (row: number): string =>
    titleSource && 'column' in titleSource ? (sheet.rows[rowOf(row)]?.[titleSource.column] ?? '') : `Row ${row}`;
  const refused = new Set(checked?.result.errors?.map(({ row }) => rowOf(row)));
  const edit = (next: Mapping) => {
    setMapping(next);
    check.reset();
    apply.reset();
  };
  const leaveOut = () => {
    const next = new Set([...left, ...refused]);
    setLeft(next);
    apply.reset();
    check.mutate(next);
  };
  const download = () => {
    const reasons = new Map<number, string>();
    for (const { row, message } of checked?.result.errors ?? [])
      reasons.set(rowOf(row), [reasons.get(rowOf(row)), message].filter(Boolean).join('; '));
    const rows = [...reasons].map(([index, text]) => [...(sheet.rows[index] ?? []), text]);
    const name = `refused-${sheet.name.replace(/\.\w+$/, '')}.csv`;
    saveFile(name, writeCsv([[...sheet.header, 'reason'], ...rows]), 'text/csv');
  };
  const isWorking = check.isPending || apply.isPending;
  const total = (checked?.result.createdCount ?? 0) + (checked?.result.updatedCount ?? 0);
  return (
    <div className="flex flex-col gap-7">
      <Section
        title="Columns"
        more={
          <span className="text-ink-3">
            {counted(sheet.rows.length, 'row', 'rows')} in {sheet.name}
          </span>
        }
      >
        <MapColumns kind={kind} sheet={sheet} mapping={mapping} onChange={edit} />
      </Section>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField
          label="What to do"
          className="basis-72"
          value={mode}
          choices={MODES}
          onChange={(value) => {
            setMode(value as Mode);
            edit(forMode(kind, mapping, value as Mode));
          }}
        />
        <ReasonField className="min-w-0 flex-1 basis-60" value={reason} onChange={setReason} />
        <Button
          tone={checked?.result.success ? undefined : 'go'}
          disabled={isWorking || (mode !== 'update' && missing.length > 0)}
          onClick={() => check.mutate(left)}
        >
          {check.isPending ? 'Checking …' : checked === undefined ? 'Check' : 'Check again'}
        </Button>
      </div>
      {mode !== 'update' && missing.length > 0 && (
        <p className="-mt-4 text-[13px] text-ink-2">Still needed: {missing.map(labelWithUnit).join(', ')}.</p>
      )}
      <div aria-live="polite">
        <ErrorNotice error={apply.error ?? check.error} />
        {checked !== undefined && (
          <CheckResult
            kind={kind}
            result={checked.result}
            nameOf={nameOf}
            constantOf={(field) => constantOf(mapping.sources[field])}
            isChanged={fixes.size > 0}
            onFix={(row, field, value) =>
              setFixes(new Map([...fixes, [rowOf(row), { ...fixes.get(rowOf(row)), [field]: value }]]))
            }
            onLeaveOut={leaveOut}
            onDownload={download}
          />
        )}
      </div>
      {checked?.result.success && total > 0 && (
        <div className="sticky bottom-4 flex justify-end">
          <Button tone="go" className="shadow-pop" disabled={isWorking} onClick={() => apply.mutate()}>
            {apply.isPending ? 'Importing' : 'Import'} {counted(total, kind.noun, kind.nouns)} {apply.isPending && '…'}
          </Button>
        </div>
      )}
    </div>
  );
}
