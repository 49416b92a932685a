import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import { titleField } from '../../kernel/slice/export.ts';
import { implement } from '../../kernel/slice/implement.ts';
import { inPage, type Page, pageOf } from '../../kernel/slice/pages.ts';
import type { AnyRecord } from '../../kernel/slice/record.ts';
import { columnName, identifier, sqlQuery } from '../../kernel/slice/sql.ts';
import { dataQualityContract, RULES } from './contract.ts';
import type { RecordRules, Rule } from './rule.ts';

type Issue = z.input<(typeof dataQualityContract)['listDataQualityIssues']['response']['schema']>;
type Row = Pick<Issue, 'id' | 'resourceId' | 'title' | 'values' | 'createdAt'> & { readonly rule: string };

const BY_KEY = new Map<string, { readonly record: AnyRecord; readonly rule: Rule }>(
  RULES.flatMap(({ record, rules }) =>
    rules.map((rule) => [`${record.table} ${rule.rule}`, { record, rule }] as const),
  ),
);

const keyOf = ({ table }: AnyRecord, { rule }: Rule): string => `${table} ${rule}`;
const valuesOf = ({ fields }: Rule): string =>
  `jsonb_build_object(${fields.map((field) => `'${field}', ${columnName(field)}`).join(', ')})`;

/** The subselect runs once, whereas a comparison with each other record would run for each record. */
const isOneOf = ({ table }: AnyRecord, same: readonly string[], among = 'true'): string =>
  `id in (select twin.id from (
     select id, count(*) over (partition by ${same.join(', ')}) as times from ${table} where deleted_at is null and ${among}
   ) twin where twin.times > 1)`;

const testsOf = (record: AnyRecord, rules: readonly Rule[], value: (rule: Rule) => string): string =>
  rules
    .map((rule) => {
      const isOdd = 'same' in rule ? isOneOf(record, rule.same, rule.among) : rule.condition;
      return `('${keyOf(record, rule)}', case when ${isOdd} then ${value(rule)} end)`;
    })
    .join(', ');

/** Selects how many records break each of the rules. */
const countBroken = ({ record, rules }: RecordRules): RawBuilder<unknown> =>
  sql.raw(`(select rule, count(*)::int as count
     from ${record.table} cross join lateral (values ${testsOf(record, rules, () => 'true')}) as tests (rule, is_broken)
    where deleted_at is null and is_broken group by rule)`);

/**
 * Selects a page of the records that break one of the rules. The table is read once for all of them, in the order of the list and from
 * where the page starts, so that only the rules of a page's records are evaluated.
 */
function brokenRules(record: AnyRecord, rules: readonly Rule[], page: Page): RawBuilder<unknown> {
  const { after } = page;
  return sql`(select * from (
    select md5(rule || id)::uuid as id, rule, id as resource_id, ${sql.raw(identifier(titleField(record)))} as title,
           "values", created_at
      from (
        select * from ${sql.raw(record.table)}
         where deleted_at is null${after ? sql` and created_at >= ${after.createdAt}` : sql``} order by created_at
      ) ${sql.raw(record.table)} cross join lateral (values ${sql.raw(testsOf(record, rules, valuesOf))}) as tests (rule, "values")
     where "values" is not null
  ) issues where true${inPage(page, 'issues')})`;
}

export const dataQuality = implement(dataQualityContract, {
  async listBrokenDataQualityRules({ page }, tx) {
    const counts = await tx.many(
      sqlQuery(sql<{ rule: string; count: number }>`${sql.join(RULES.map(countBroken), sql` union all `)}`),
    );
    const byRule = new Map(counts.map(({ rule, count }) => [rule, count]));
    const broken = RULES.flatMap(({ record, rules }) =>
      rules.flatMap((one) => {
        const { rule, category, problem, fix } = one;
        const [id, resourceType] = [keyOf(record, one), record.path.slice(1)];
        const count = byRule.get(id);
        return count === undefined ? [] : [{ id, resourceType, rule, category, problem, fix, count }];
      }),
    );
    return pageOf(broken, page);
  },
  async listDataQualityIssues({ query: { category, resourceType, rule: name }, page }, tx) {
    const isWanted = (rule: Rule) => (name ?? rule.rule) === rule.rule && (category ?? rule.category) === rule.category;
    const parts = RULES.flatMap(({ record, rules }) => {
      if (resourceType !== undefined && record.path !== `/${resourceType}`) return [];
      const wanted = rules.filter(isWanted);
      return wanted.length === 0 ? [] : [brokenRules(record, wanted, page)];
    });
    if (parts.length === 0) return [];
    const rows = await tx.many(
      sqlQuery(sql<Row>`
        select * from (${sql.join(parts, sql` union all `)}) issues where true${inPage(page, 'issues')}`),
    );
    return rows.flatMap(({ rule: key, ...row }) => {
      const broken = BY_KEY.get(key);
      if (broken === undefined) return [];
      const { rule, category, problem, fix } = broken.rule;
      return [{ ...row, resourceType: broken.record.path.slice(1), rule, category, problem, fix }];
    });
  },
});
