import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { comply, useRead } from '../../api/session.ts';
import { capital, wordsOf } from '../../records/format.ts';
import { kindOf } from '../../records/kinds.ts';
import { LoadedList, Section, TextLink } from '../../ui/parts.tsx';

const SHOWN = 5;
const FIRST: readonly string[] = ['contradiction', 'duplicate', 'overdue', 'missing'];

/** What is odd in the inventory, by rule; the most doubtful first. */
export function DataQuality() {
  const issues = useRead(
    ['data-quality'],
    async (options) => {
      const rank = ({ category }: Readonly<{ category: string }>) => FIRST.indexOf(category);
      const rules = [...(await comply.dataQuality.listBrokenRules({}, options))];
      return rules.sort((a, b) => rank(a) - rank(b) || b.count - a.count).slice(0, SHOWN);
    },
    { staleTime: 60_000 },
  );
  return (
    <Section title="Data quality" more={<TextLink to="/data-quality">All</TextLink>}>
      <LoadedList
        query={issues}
        what="the findings"
        empty={
          <p className="card flex items-center gap-2.5 px-4 py-3 text-ink-2">
            <CircleCheck size={16} className="text-good" aria-hidden />
            Nothing odd in the inventory.
          </p>
        }
      >
        {({ rule, resourceType, count, problem }) => (
          <li key={`${resourceType} ${rule}`} title={problem}>
            <Link
              to="/data-quality"
              search={{ rule, resourceType }}
              className="flex items-baseline gap-3 px-4 py-2 hover:bg-sunken"
            >
              <span className="min-w-0 flex-1">
                {wordsOf(rule)}
                <span className="block text-[12px] text-ink-3">{capital(kindOf(resourceType).nouns)}</span>
              </span>
              <span className="num">{count.toLocaleString('en-US')}</span>
            </Link>
          </li>
        )}
      </LoadedList>
    </Section>
  );
}
