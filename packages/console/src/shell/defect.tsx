import { FileQuestion } from 'lucide-react';
import { Empty, ErrorNotice, LinkButton, PageHead } from '../ui/parts.tsx';

/** What a page shows instead of itself when it fails. */
export const Defect = ({ error, reset }: Readonly<{ error: unknown; reset?: () => void }>) => (
  <ErrorNotice error={error} onRetry={() => (reset === undefined ? location.reload() : reset())} />
);

export const Missing = () => (
  <>
    <PageHead title="Nothing is at this address" />
    <Empty icon={FileQuestion} title="No record, and no page" action={<LinkButton to="/">Go to Today</LinkButton>}>
      The record may have been deleted, or the link is incomplete.
    </Empty>
  </>
);
