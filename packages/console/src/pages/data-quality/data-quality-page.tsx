import type { DataQualityIssue, ListDataQualityIssuesQuery, Page } from '@raptor-comply/sdk';
import { useSearch } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { comply, useRead, useSetSearch } from '../../api/session.ts';
import { wordsOf } from '../../records/format.ts';
import { inLabels } from '../../records/kinds.ts';
import { usePages } from '../../records/queries.ts';
import { Empty, Item, LoadedList, More, PageHead, RecordLink } from '../../ui/parts.tsx';
import { Chip } from '../../ui/tags.tsx';

/** What is odd in the inventory, record by record, and how to fix it. */
export function DataQualityPage() {
  const { rule, resourceType } = useSearch({ strict: false });
  const setSearch = useSetSearch();
  const query = { rule, resourceType } as Pick<ListDataQualityIssuesQuery, 'rule' | 'resourceType'>;
  const rules = useRead(['data-quality', 'rules'], (options) => comply.dataQuality.listBrokenRules({}, options));
  const issues = usePages(
    ['data-quality', 'list', rule, resourceType],
    (page, options): PromiseLike<Page<DataQualityIssue>> =>
      comply.dataQuality.listIssues({ ...query, ...page, limit: 100 }, options),
  );
  return (
    <>
      <PageHead
        title="Data quality"
        sub="Values that are possible but odd: duplicates, contradictions, overdue reviews, and what is missing."
      />
      <div className="mb-3.5 flex flex-wrap gap-2">
        {rules.data?.map(({ rule: name, resourceType: of, count }) => {
          const isOn = rule === name && resourceType === of;
          const search = isOn ? { rule: undefined, resourceType: undefined } : { rule: name, resourceType: of };
          return (
            <Chip key={`${of} ${name}`} isOn={isOn} aria-pressed={isOn} onClick={() => setSearch(search)}>
              {wordsOf(name)} <span className="tabular-nums">{count.toLocaleString('en-US')}</span>
            </Chip>
          );
        })}
      </div>
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
