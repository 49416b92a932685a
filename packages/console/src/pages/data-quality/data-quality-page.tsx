import type { DataQualityIssue, ListDataQualityIssuesQuery, Page } from '@raptor-comply/sdk';
import { useSearch } from '@tanstack/react-router';
import { CircleCheck, X } from 'lucide-react';
import { comply, useSetSearch } from '../../api/session.ts';
import { wordsOf } from '../../records/format.ts';
import { inLabels } from '../../records/kinds.ts';
import { usePages } from '../../records/queries.ts';
import { Empty, Item, LoadedList, More, PageHead, RecordLink } from '../../ui/parts.tsx';
import { Chip } from '../../ui/tags.tsx';

/** What is odd in the inventory, record by record, and how to fix it. */
export function DataQualityPage() {
  const { rule } = useSearch({ strict: false });
  const setSearch = useSetSearch();
  const query = { rule: rule as ListDataQualityIssuesQuery['rule'] };
  const issues = usePages(
    ['data-quality', 'list', rule],
    (page, options): PromiseLike<Page<DataQualityIssue>> =>
      comply.dataQuality.listIssues({ ...query, ...page, limit: 100 }, options),
  );
  return (
    <>
      <PageHead
        title="Data quality"
        sub="Values that are possible but odd: duplicates, contradictions, overdue reviews, and what is missing."
      />
      {rule !== undefined && (
        <div className="mb-3.5">
          <Chip isOn onClick={() => setSearch({ rule: undefined })}>
            {wordsOf(rule)} <X size={13} aria-hidden />
          </Chip>
        </div>
      )}
      <LoadedList
        query={{ ...issues, data: issues.data?.pages.flat() }}
        what="the findings"
        empty={<Empty icon={CircleCheck} title="Nothing odd in the inventory" />}
      >
        {({ id, resourceType, resourceId, title, problem, fix }) => (
          <Item
            key={id}
            title={<RecordLink segment={resourceType} id={resourceId} title={title} />}
            note={inLabels(`${problem} ${fix}`)}
          />
        )}
      </LoadedList>
      <More pages={issues}>More</More>
    </>
  );
}
