import { type Field, type Kind, readValue } from './kinds.ts';

export type Values = Readonly<Record<string, string>>;
type Body = Record<string, unknown>;

/** A stored value as the text that an input edits. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return Array.isArray(value) ? value.join('; ') : String(value);
}

export const listOf = (value: string): readonly string[] =>
  value
    .split(';')
    .map((item) => item.trim())
    .filter((item) => item !== '');

export const editable = (kind: Kind, isNew: boolean): readonly Field[] =>
  kind.fields.filter(
    ({ isReadOnly, isCreateOnly, type }) => !isReadOnly && type !== 'timestamp' && (isNew || !isCreateOnly),
  );

/** What the form of a new record begins with. */
export const suggestedValues = (kind: Kind): Values =>
  Object.fromEntries(editable(kind, true).flatMap(({ name, suggested }) => (suggested ? [[name, suggested]] : [])));

export const valuesOf = (kind: Kind, row: Readonly<Record<string, unknown>>): Values =>
  Object.fromEntries(kind.fields.map(({ name }) => [name, textOf(readValue(row, name))]));

function typed({ type }: Field, text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (type === 'boolean') return trimmed === 'true';
  if (type === 'choices' || type === 'references') return listOf(trimmed);
  // Text that is no number goes to the API as it is, which says what is wrong with it.
  if (type === 'number')
    return Number.isNaN(Number(trimmed.replaceAll(',', ''))) ? trimmed : Number(trimmed.replaceAll(',', ''));
  return trimmed;
}

/** Sets a value by its name, also of a part: `address.city`. */
function setValue(body: Body, name: string, value: unknown): void {
  const [whole = '', part] = name.split('.');
  if (part === undefined) body[name] = value;
  else body[whole] = { ...(body[whole] as Body | undefined), [part]: value };
}

/** The body of a create: fields without a value stay out. */
export function createBody(kind: Kind, values: Values): Body {
  const body: Body = {};
  for (const field of editable(kind, true)) {
    const value = typed(field, values[field.name] ?? '');
    if (value !== null) setValue(body, field.name, value);
    else if (field.type === 'references' && field.required) setValue(body, field.name, []);
  }
  return body;
}

/** The body of an update: only what differs; null clears. */
export function updateBody(kind: Kind, before: Values, values: Values): Body {
  const body: Body = {};
  for (const field of editable(kind, false)) {
    const text = values[field.name] ?? '';
    if (text.trim() !== (before[field.name] ?? '').trim()) setValue(body, field.name, typed(field, text));
  }
  const { address } = body;
  const hasAddress = kind.fields.some(({ name }) => name.startsWith('address.') && (values[name] ?? '').trim() !== '');
  return address !== undefined && !hasAddress ? { ...body, address: null } : body;
}
