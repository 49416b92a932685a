import { useState } from 'react';
import type { Field, Kind } from './kinds.ts';

const MOST_BY_DEFAULT = 9;
const WIDTHS: Readonly<Record<Field['type'], number>> = {
  text: 170,
  choice: 140,
  choices: 180,
  boolean: 110,
  date: 130,
  timestamp: 210,
  number: 120,
  reference: 210,
  references: 180,
};

export function widthOf(kind: Kind, field: Field): number {
  if (field.name === kind.titleField) return 260;
  if (field.name === kind.codeField) return 130;
  return WIDTHS[field.type];
}

/** What the columns begin with, after the code and the title. */
const RANKS: readonly Field['type'][] = ['reference', 'choice', 'number', 'text', 'choices', 'date', 'boolean'];

/** The code, the title, then what every record of the kind has, references and choices first. */
function defaultColumns(kind: Kind): readonly string[] {
  const rank = ({ name, type, unit, multiline }: Field): number => {
    if (name === kind.codeField) return -2;
    if (name === kind.titleField || name === 'firstName' || unit === 'MW') return -1;
    return multiline || !RANKS.includes(type) ? RANKS.length : RANKS.indexOf(type);
  };
  return kind.fields
    .filter(
      ({ name, required, type, reference }) =>
        required || name === kind.codeField || (type === 'reference' && reference !== kind.segment),
    )
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, MOST_BY_DEFAULT)
    .map(({ name }) => name);
}

const keyOf = (kind: Kind) => `raptor-comply-columns-${kind.segment}`;

function keptColumns(kind: Kind): readonly string[] {
  const kept = localStorage.getItem(keyOf(kind))?.split(',') ?? [];
  const known = kept.filter((name) => kind.fields.some((field) => field.name === name));
  return known.length > 0 ? known : defaultColumns(kind);
}

/** The chosen columns of a kind's grid: those of the address, or those that this browser keeps. */
export function useColumns(
  kind: Kind,
  fromAddress: string | undefined,
): readonly [readonly Field[], (names: readonly string[] | undefined) => void] {
  const [kept, setKept] = useState(() => keptColumns(kind));
  const names = fromAddress?.split(',') ?? kept;
  const fields = names.flatMap((name) => kind.fields.find((field) => field.name === name) ?? []);
  const choose = (next: readonly string[] | undefined) => {
    if (next === undefined) localStorage.removeItem(keyOf(kind));
    else localStorage.setItem(keyOf(kind), next.join(','));
    setKept(next ?? defaultColumns(kind));
  };
  return [fields, choose];
}
