import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { comply } from '../../api/session.ts';
import { capital, wordsOf } from '../../records/format.ts';
import { kindOf } from '../../records/kinds.ts';
import { ErrorNotice, Section } from '../../ui/parts.tsx';

const SHOWN = 5;
const FIRST: readonly string[] = ['contradiction', 'duplicate', 'overdue', 'missing'];

/** What is odd in the inventory, by rule; the most doubtful first. */
export function DataQuality() {
  const issues = useQuery({
    queryKey: ['data-quality'],
    queryFn: async ({ signal }) => {
      const rules = new Map<
        string,
        {
          rule: string;
          category: string;
          resourceType: string;
          problem: string;
          count: number;
          first: { id: string; title: string };
        }
      >();
      const page = await comply.dataQuality.listIssues({ limit: 1000 }, { signal });
      for (const { rule, category, resourceType, problem, resourceId, title } of page) {
        const known = rules.get(rule);
        if (known === undefined)
          rules.set(rule, { rule, category, resourceType, problem, count: 1, first: { id: resourceId, title } });
        else known.count += 1;
      }
      const sorted = [...rules.values()].sort(
        (a, b) => FIRST.indexOf(a.category) - FIRST.indexOf(b.category) || b.count - a.count,
      );
      return { rules: sorted, hasMore: page.nextCursor !== undefined };
    },
    staleTime: 60_000,
  });
  if (issues.isError)
    return (
      <Section title="Data quality">
        <ErrorNotice error={issues.error} />
      </Section>
    );
  const rules = issues.data?.rules ?? [];
  return (
    <Section
      title="Data quality"
      more={
        rules.length > 0 && (
          <Link className="link" to="/data-quality">
            All
          </Link>
        )
      }
    >
      {rules.length === 0 ? (
        <p className="card flex items-center gap-2.5 px-4 py-3 text-ink-2">
          <CircleCheck size={16} className="text-good" aria-hidden />
          {issues.data === undefined ? 'Looking …' : 'Nothing odd in the inventory.'}
        </p>
      ) : (
        <ul className="card divide-y divide-line">
          {rules.slice(0, SHOWN).map(({ rule, resourceType, count, problem }) => (
            <li key={rule}>
              <Link
                to="/data-quality"
                search={{ rule }}
                className="flex items-baseline gap-3 px-4 py-2 hover:bg-sunken"
                title={problem}
              >
                <span className="min-w-0 flex-1">
                  {wordsOf(rule)}
                  <span className="block text-[12px] text-ink-3">{capital(kindOf(resourceType).nouns)}</span>
                </span>
                <span className="num">{count.toLocaleString('en-US')}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
