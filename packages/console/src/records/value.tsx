import { Link } from '@tanstack/react-router';
import { useTimeZone } from '../api/session.ts';
import { ImpactTag } from '../ui/tags.tsx';
import { formatValue } from './format.ts';
import { type Field, kindOf } from './kinds.ts';
import { useTitle } from './queries.ts';

const MONO = /(Tag|Code|Version|Number|Address|RegistrationId)$/;
export const isImpact = (field: Field) =>
  field.type === 'choice' && field.choices?.some(({ value }) => value === 'category_2') === true;
const NOTHING = <span className="text-ink-3">–</span>;

/** A value as a page shows it: an impact as a tag, a reference as a link. */
export function Value({ field, value }: Readonly<{ field: Field; value: unknown }>) {
  const zone = useTimeZone();
  if (isImpact(field)) return <ImpactTag level={value as string | null} />;
  if (value === null || value === undefined || value === '') return NOTHING;
  if (field.type === 'reference') return <Reference segment={field.reference ?? ''} id={String(value)} />;
  const text = formatValue(field, value, zone);
  return MONO.test(field.name) && field.type === 'text' ? (
    <code className="[overflow-wrap:anywhere]">{text}</code>
  ) : (
    <span className="[overflow-wrap:anywhere]">{text}</span>
  );
}

export function Reference({ segment, id }: Readonly<{ segment: string; id: string }>) {
  const title = useTitle(segment, id);
  return (
    <Link className="link" to="/$segment/$id" params={{ segment, id }}>
      {title ?? `the ${kindOf(segment).noun}`}
    </Link>
  );
}

interface CellProps {
  readonly field: Field;
  readonly value: unknown;
  readonly zone: string;
  readonly titles: ReadonlyMap<string, string> | undefined;
}

/** A value in a grid: plain text, as thousands are drawn. */
export function CellValue({ field, value, zone, titles }: CellProps) {
  if (isImpact(field)) return value ? <ImpactTag level={value as string} /> : null;
  if (value === null || value === undefined) return null;
  if (field.type === 'reference') return titles?.get(String(value)) ?? '…';
  const text = formatValue(field, value, zone);
  return field.type === 'text' && MONO.test(field.name) ? <code className="text-ink-2">{text}</code> : text;
}

/** A value that is still text, as in a form or a file, as people read it. */
export function useText(field: Field, text: string | null): string {
  const title = useTitle(field.reference, field.type === 'reference' ? text : undefined);
  if (text === null || text === '') return '';
  const value = { boolean: text === 'true', choices: text.split('; ') }[field.type as string] ?? text;
  return title ?? formatValue(field, value, 'UTC');
}

/** What a value was, and what it is. */
export const Diff = ({ before, after }: Readonly<{ before: string; after: string }>) => (
  <span className="diff">
    <s>
      <span className="sr-only">from </span>
      {before || 'nothing'}
    </s>{' '}
    <span className="sr-only">to </span>
    {after || 'nothing'}
  </span>
);
