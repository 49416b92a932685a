import type { SearchedColumn } from './filters.ts';
import type { AnyRecord, Parent } from './record.ts';

interface Described {
  readonly table: string;
  readonly noun: string;
  readonly search: readonly SearchedColumn[];
  readonly suggested?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly parents?: Readonly<Record<string, Parent>>;
  readonly requestOnly?: Readonly<Record<string, { readonly record?: AnyRecord }>>;
}

export const pathOf = (table: string): string => `/${table.replaceAll('_', '-')}`;

/** What a program that shows the records needs to know beyond their schemas. The document has it as `x-record`. */
export function recordMetadata({ table, noun, search, suggested, parents = {}, requestOnly = {} }: Described) {
  const [title] = search;
  const references = Object.entries({ ...requestOnly, ...parents }).flatMap(([field, reference]) =>
    reference.record === undefined || 'condition' in reference ? [] : [[field, reference.record.name]],
  );
  return {
    noun,
    nouns: table.replaceAll('_', ' '),
    path: pathOf(table),
    /** The field with the name of a record. */
    title: typeof title === 'string' ? title : title?.name,
    /** The schemas of the records that fields refer to. */
    references: Object.fromEntries(references),
    /** Values that a form may begin with. */
    suggested,
  };
}
