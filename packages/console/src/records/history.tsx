import type { ActivityEntry } from '@raptor-comply/sdk';
import { useTimeZone } from '../api/session.ts';
import { RecordLink } from '../ui/parts.tsx';
import { Person } from '../ui/tags.tsx';
import { formatMoment, formatWhen, wordsOf } from './format.ts';
import { type Field, type Kind, maybeKind, titleOf } from './kinds.ts';
import { useTitle } from './queries.ts';
import { Diff } from './value.tsx';

const HIDDEN = new Set(['id', 'createdAt', 'updatedAt', 'deletedAt', 'isDeleted', 'organizationId', 'addressId']);
const MOST_CHANGES = 6;

type Values = Readonly<Record<string, unknown>>;
const valuesOf = (side: unknown): Values => (side ?? {}) as Values;

export function actorName({ type, label }: ActivityEntry['actor']): string {
  if (type === 'api_key') return label ?? 'An API key';
  if (type === 'operator') return `Operator ${label ?? ''}`.trim();
  return type === 'software' ? 'The software' : 'The database';
}

const VERBS: Readonly<Record<string, string>> = {
  created: 'added',
  updated: 'changed',
  deleted: 'deleted',
  restored: 'restored',
  refused: 'was refused',
  migrated: 'migrated',
  rotated: 'rotated the key of',
  forked: 'forked',
};

const nameOf = (entry: ActivityEntry, kind: Kind | undefined): string | undefined => {
  for (const side of [entry.record, entry.after, entry.before]) {
    const values = valuesOf(side);
    const title = kind === undefined ? (values.title ?? values.name) : titleOf(kind, values);
    if (typeof title === 'string' && title !== '') return title;
  }
  return undefined;
};

/** An entry of the log as a sentence, with what changed, before and after. */
interface EntryProps {
  readonly entry: ActivityEntry;
  /** How many like it one request made. */
  readonly count?: number;
  readonly isShort?: boolean;
  readonly withName?: boolean;
}

export function Entry({ entry, count = 1, isShort = false, withName = true }: EntryProps) {
  const zone = useTimeZone();
  const kind = maybeKind(entry.resourceType);
  const actor = actorName(entry.actor);
  const changed = entry.action === 'updated' && count === 1 ? changesOf(entry) : [];
  const [before, after] = [valuesOf(entry.before), valuesOf(entry.after)];
  const most = isShort ? 2 : MOST_CHANGES;
  return (
    <div className="grid grid-cols-[22px_1fr_auto] gap-2.5 py-2.5">
      <Person name={actor} />
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          {actor} {VERBS[entry.action] ?? entry.action}{' '}
          <Subject entry={entry} kind={kind} count={count} withName={withName} isPart={isShort && count >= 200} />
        </p>
        {changed.length > 0 && (
          <ul className={`mt-1 text-[13px] text-ink-2 ${isShort ? 'flex flex-wrap gap-x-3' : 'space-y-1'}`}>
            {changed.slice(0, most).map((name) => (
              <li key={name} className="flex flex-wrap items-baseline gap-x-2">
                {fieldOf(kind, name).label}
                <Diff field={fieldOf(kind, name)} before={before[name]} after={after[name]} />
              </li>
            ))}
            {changed.length > most && <li className="text-ink-3">and {changed.length - most} more</li>}
          </ul>
        )}
        {entry.changeReason !== null && <p className="mt-0.5 text-[13px] text-ink-2">Reason: {entry.changeReason}</p>}
      </div>
      <time
        dateTime={entry.occurredAt}
        title={formatMoment(entry.occurredAt, zone)}
        className="text-[12px] whitespace-nowrap text-ink-3"
      >
        {formatWhen(entry.occurredAt, zone)}
      </time>
    </div>
  );
}

/** `isPart`: there may be more than `count`, which were loaded. */
type SubjectProps = Required<Omit<EntryProps, 'isShort'>> & Readonly<{ kind: Kind | undefined; isPart: boolean }>;

/** What was changed: a record by its name, or how many. */
function Subject({ entry, kind, count, withName, isPart }: SubjectProps) {
  const nouns = kind?.nouns ?? entry.resourceType.replaceAll('-', ' ');
  const noun = kind?.noun ?? nouns.replace(/ies$/, 'y').replace(/s$/, '').replace(/^api /, 'API ');
  const name = nameOf(entry, kind);
  if (entry.resourceType === 'sessions') return <>a session of the console</>;
  if (entry.action === 'refused')
    return <>{`${count > 1 ? `${count} times ` : ''}${entry.operationId ?? 'a request'}`}</>;
  if (count > 1)
    return <b className="font-semibold">{`${count.toLocaleString('en-US')}${isPart ? '+' : ''} ${nouns}`}</b>;
  if (!withName) return <>{`this ${noun}`}</>;
  if (kind !== undefined && entry.resourceId !== null) return <Named kind={kind} id={entry.resourceId} name={name} />;
  return (
    <>
      {`the ${noun}`} {name !== undefined && <b className="font-semibold">{name}</b>}
    </>
  );
}

function Named({ kind, id, name }: Readonly<{ kind: Kind; id: string; name: string | undefined }>) {
  const found = useTitle(name === undefined ? kind.segment : undefined, id);
  return <RecordLink segment={kind.segment} id={id} title={name ?? found ?? `a ${kind.noun}`} />;
}

const changesOf = (entry: ActivityEntry): readonly string[] =>
  [...new Set([...Object.keys(valuesOf(entry.before)), ...Object.keys(valuesOf(entry.after))])].filter(
    (name) =>
      !HIDDEN.has(name) &&
      JSON.stringify(valuesOf(entry.before)[name] ?? null) !== JSON.stringify(valuesOf(entry.after)[name] ?? null),
  );

const fieldOf = (kind: Kind | undefined, name: string): Field =>
  kind?.fields.find((field) => field.name === name) ?? { name, label: wordsOf(name), type: 'text', required: false };
