import { NotFoundError } from '@raptor-comply/sdk';
import { useQuery } from '@tanstack/react-query';
import { lazyRouteComponent, useNavigate, useParams } from '@tanstack/react-router';
import { Pencil, QrCode, Scale, Trash2 } from 'lucide-react';
import { type ReactNode, Suspense, useState } from 'react';
import { useAsOf, useCan } from '../../api/session.ts';
import { capital } from '../../records/format.ts';
import {
  codeOf,
  type Field,
  type Kind,
  labelWithUnit,
  maybeKind,
  type Row,
  readValue,
  titleOf,
} from '../../records/kinds.ts';
import { recordQuery } from '../../records/queries.ts';
import { Value } from '../../records/value.tsx';
import { Missing } from '../../shell/defect.tsx';
import {
  Button,
  Columns,
  CopyButton,
  ErrorNotice,
  LinkButton,
  List,
  Loading,
  PageHead,
  Section,
} from '../../ui/parts.tsx';
import { ImpactTag } from '../../ui/tags.tsx';
import { Children, History, RecordTasks } from './around.tsx';
import { CalendarFeed } from './calendar-feed.tsx';
import { RATED, Rating } from './rating.tsx';

const EditRecord = lazyRouteComponent(() => import('./edit-record.tsx'), 'EditRecord');
const DeleteRecords = lazyRouteComponent(() => import('../../records/delete-records.tsx'), 'DeleteRecords');
const Label = lazyRouteComponent(() => import('./label.tsx'), 'Label');

interface RecordViewProps {
  readonly kind: Kind;
  readonly row: Row;
  /** What is special about this kind of record, before its fields. */
  readonly lead?: ((row: Row) => ReactNode) | undefined;
}

function RecordView({ kind, row, lead }: RecordViewProps) {
  const canWrite = useCan(`${kind.segment}:write`);
  const asOf = useAsOf();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete' | 'label' | undefined>();
  const close = () => setOpen(undefined);
  const code = codeOf(kind, row);
  const { impactLevel } = row;
  if (open === 'edit')
    return (
      <Suspense>
        <EditRecord kind={kind} row={row} onClose={close} />
      </Suspense>
    );
  return (
    <>
      <PageHead
        title={titleOf(kind, row)}
        sub={
          <span className="flex flex-wrap items-center gap-x-2">
            {code !== undefined && <code>{code} ·</code>}
            {capital(kind.noun)}
            {typeof impactLevel === 'string' && <ImpactTag level={impactLevel} />}
          </span>
        }
      >
        {[...RATED, 'cyber-assets'].includes(kind.segment) && (
          <LinkButton icon={Scale} to="/requirements" search={{ segment: kind.segment, of: row.id }}>
            Requirements
          </LinkButton>
        )}
        {code !== undefined && (
          <Button icon={QrCode} onClick={() => setOpen('label')}>
            Label
          </Button>
        )}
        {canWrite && (
          <>
            <Button icon={Trash2} tone="danger" onClick={() => setOpen('delete')}>
              Delete …
            </Button>
            <Button icon={Pencil} onClick={() => setOpen('edit')}>
              Edit
            </Button>
          </>
        )}
      </PageHead>
      <Columns
        aside={
          <>
            {RATED.includes(kind.segment) && <Rating kind={kind} row={row} />}
            {kind.segment === 'users' && (
              <List>
                <CalendarFeed userId={row.id} name={titleOf(kind, row)} />
              </List>
            )}
            {kind.segment !== 'tasks' && <RecordTasks row={row} />}
            {asOf === undefined && <History segment={kind.segment} id={row.id} />}
          </>
        }
      >
        {lead?.(row)}
        <Facts kind={kind} row={row} />
        <Children kind={kind} row={row} />
      </Columns>
      <Suspense>
        {open === 'delete' && (
          <DeleteRecords
            kind={kind}
            rows={[row]}
            onClose={close}
            onDone={() => navigate({ to: '/$segment', params: { segment: kind.segment } })}
          />
        )}
        {open === 'label' && <Label title={titleOf(kind, row)} code={code ?? ''} onClose={close} />}
      </Suspense>
    </>
  );
}

function Facts({ kind, row }: Readonly<{ kind: Kind; row: Row }>) {
  const [isAll, setAll] = useState(false);
  const fields = kind.fields.filter(
    ({ name, type }) => name !== kind.titleField && name !== kind.codeField && type !== 'references',
  );
  const isEmpty = ({ name }: Field) => readValue(row, name) === null || readValue(row, name) === '';
  const empty = fields.filter(isEmpty);
  const shown = isAll ? fields : fields.filter((field) => !isEmpty(field));
  return (
    <Section
      title="Fields"
      more={
        empty.length > 0 && (
          <button type="button" className="link" onClick={() => setAll(!isAll)}>
            {isAll ? 'Only recorded fields' : `${empty.length} without a value`}
          </button>
        )
      }
    >
      <dl className="card grid grid-cols-1 sm:grid-cols-2">
        {shown.map((field) => (
          <div key={field.name} className="grid grid-cols-[minmax(120px,40%)_1fr] items-baseline gap-3 px-4 py-1.5">
            <dt title={field.description} className="text-[13px]">
              {labelWithUnit(field)}
            </dt>
            <dd className="min-w-0">
              <Value field={field} value={readValue(row, field.name)} />
            </dd>
          </div>
        ))}
        <div className="grid grid-cols-[minmax(120px,40%)_1fr] items-center gap-3 px-4 py-1.5">
          <dt className="text-[13px]">Id</dt>
          <dd className="flex min-w-0 items-center gap-1">
            <code className="truncate text-ink-2">{row.id}</code>
            <CopyButton text={row.id} label="Copy the id" />
          </dd>
        </div>
      </dl>
    </Section>
  );
}

/** The page of any record, with everything around it. */
export function RecordPage() {
  const { segment, id } = useParams({ strict: false });
  const kind = maybeKind(segment);
  return kind === undefined || id === undefined ? <Missing /> : <OneRecord key={id} kind={kind} id={id} />;
}

export function OneRecord({ id, ...view }: Omit<RecordViewProps, 'row'> & { readonly id: string }) {
  const { kind } = view;
  const asOf = useAsOf();
  const record = useQuery(recordQuery(kind.segment, id, asOf));
  if (record.isPending) return <Loading what={`the ${kind.noun}`} />;
  if (record.error instanceof NotFoundError) return <Missing />;
  if (record.isError) return <ErrorNotice error={record.error} />;
  return <RecordView {...view} row={record.data} />;
}
