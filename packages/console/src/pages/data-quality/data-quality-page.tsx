import type { DataQualityIssue, ListDataQualityIssuesQuery, Page } from '@raptor-comply/sdk';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { CircleCheck, X } from 'lucide-react';
import { comply } from '../../api/client.ts';
import { wordsOf } from '../../records/labels.ts';
import { Button } from '../../ui/button.tsx';
import { Empty, Loaded, PageHead } from '../../ui/parts.tsx';

/** What is odd in the inventory, record by record, and how to fix it. */
export function DataQualityPage() {
  const { rule } = useSearch({ strict: false });
  const navigate = useNavigate();
  const query = rule === undefined ? {} : { rule: rule as NonNullable<ListDataQualityIssuesQuery['rule']> };
  const issues = useInfiniteQuery({
    queryKey: ['data-quality', 'list', rule],
    queryFn: ({ pageParam, signal }): Promise<Page<DataQualityIssue>> =>
      comply.dataQuality.listIssues(
        { ...query, limit: 100, ...(pageParam === undefined ? {} : { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor,
  });
  const rows = issues.data?.pages.flat() ?? [];
  return (
    <>
      <PageHead
        title="Data quality"
        sub="Values that are possible but odd: duplicates, contradictions, overdue reviews, and what is missing."
      />
      {rule !== undefined && (
        <button
          type="button"
          className="chip chip-on mb-3.5"
          onClick={() => navigate({ to: '.', search: (search) => ({ ...search, rule: undefined }) })}
        >
          {wordsOf(rule)} <X size={13} aria-hidden />
        </button>
      )}
      <Loaded query={issues} what="the findings">
        {() =>
          rows.length === 0 ? (
            <Empty icon={CircleCheck} title="Nothing odd in the inventory" />
          ) : (
            <ul className="card divide-y divide-line">
              {rows.map(({ id, resourceType, resourceId, title, problem, fix }) => (
                <li key={id} className="px-4 py-2.5">
                  <Link
                    to="/$segment/$id"
                    params={{ segment: resourceType, id: resourceId }}
                    className="font-[550] hover:underline"
                  >
                    {title}
                  </Link>
                  <p className="text-[13px] text-ink-2">
                    {problem} <span className="text-ink-3">{fix}</span>
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {issues.hasNextPage && (
        <Button className="mt-3" disabled={issues.isFetching} onClick={() => issues.fetchNextPage()}>
          More
        </Button>
      )}
    </>
  );
}
