import { NotFoundError } from '@raptor-comply/sdk';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useAsOf } from '../../api/session.ts';
import { maybeKind, type Row } from '../../records/kinds.ts';
import { recordQuery } from '../../records/queries.ts';
import { Missing } from '../../shell/defect.tsx';
import { ErrorNotice, Loading } from '../../ui/parts.tsx';
import { RecordView, type RecordViewProps } from './record-view.tsx';

/** The page of any record, with everything around it. */
export function RecordPage() {
  const { segment, id } = useParams({ strict: false });
  const kind = maybeKind(segment);
  return kind === undefined || id === undefined ? <Missing /> : <OneRecord key={id} kind={kind} id={id} />;
}

interface OneRecordProps extends Pick<RecordViewProps, 'kind' | 'aside'> {
  readonly id: string;
  readonly lead?: (row: Row) => ReactNode;
}

export function OneRecord({ kind, id, lead, aside }: OneRecordProps) {
  const asOf = useAsOf();
  const record = useQuery(recordQuery(kind.segment, id, asOf));
  if (record.isPending) return <Loading what={`the ${kind.noun}`} />;
  if (record.error instanceof NotFoundError) return <Missing />;
  if (record.isError) return <ErrorNotice error={record.error} />;
  return <RecordView kind={kind} row={record.data} lead={lead?.(record.data)} aside={aside} />;
}
