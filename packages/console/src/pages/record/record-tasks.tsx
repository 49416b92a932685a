import { useQuery } from '@tanstack/react-query';
import { comply, usePast } from '../../api/session.ts';
import type { Row } from '../../records/kinds.ts';
import { Section } from '../../ui/parts.tsx';
import { DueItem } from '../today/due-item.tsx';

/** What is to be done for a record. Without tasks it takes no space. */
export function RecordTasks({ row }: Readonly<{ row: Row }>) {
  const past = usePast();
  const { data } = useQuery({
    queryKey: ['tasks', 'of', row.id, past],
    queryFn: ({ signal }) =>
      comply.tasks.list({ relatedResourceId: row.id, sort: 'dueDate', limit: 20, ...past }, { signal }),
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <Section title="Tasks">
      <div className="card divide-y divide-line">
        {data.map((task) => (
          <DueItem key={task.id} task={task} isNarrow />
        ))}
      </div>
    </Section>
  );
}
