import type { Report } from './findings.ts';
import {
  type Change,
  hashContent,
  type Image,
  imageAfter,
  imageBefore,
  type LogEntry,
  leafOf,
  parentsOf,
} from './leaf.ts';
import { tree } from './tree.ts';

/** An entry as it is stored, with the hash that its leaf was sealed with. */
export interface StoredEntry extends Omit<LogEntry, 'context' | 'before' | 'after' | 'record'> {
  /** JSON, and so are the others. */
  readonly context: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly record: string | null;
  /** Null if the tiles do not have it. */
  readonly sealed: Buffer | null;
}

const HASH_BYTES = 32;

/** SQL for the fields of a stored entry, from `activity_entries e`. It calls no function that the database could define. */
export const STORED_COLUMNS = `
  e.sequence::double precision as sequence,
  to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "occurredAt", e.action,
  e.resource_type as "resourceType", e.resource_id as "resourceId", e.context::text as context, e.before::text as before,
  e.after::text as after, e.record::text as record, e.salt::text as salt,
  (select substr(t.hashes, (((e.sequence - 1) & 255) * ${HASH_BYTES} + 1)::int, ${HASH_BYTES}) from activity_tiles t
    where (t.organization_id, t.level, t.index) = (e.organization_id, 0, (e.sequence - 1) >> 8)) as sealed`;

const parse = (json: string | null): Image | null => (json === null ? null : JSON.parse(json));

/** The change that an entry stores. */
export const parseChange = ({ action, before, after, record }: StoredEntry): Change => ({
  action,
  before: parse(before),
  after: parse(after),
  record: parse(record),
});

/** The hash of an entry's leaf. */
export function leafHashOf({ context, sealed: _, ...stored }: StoredEntry, change: Change): Uint8Array {
  return tree.leafHash(leafOf({ ...stored, ...change, context: JSON.parse(context) }));
}

/** The hash of an entry's leaf if its JSON was stored in canonical form, as most is: it need not be brought into that form again. */
function quickHashOf(stored: StoredEntry, change: Change): Uint8Array {
  const { action, context, occurredAt, resourceId, resourceType, sequence, salt } = stored;
  const content = hashContent(salt, `{"after":${stored.after},"before":${stored.before},"record":${stored.record}}`);
  const parents = [imageAfter(change), imageBefore(change)].map((image) => JSON.stringify(parentsOf(image)));
  const leaf =
    `{"action":${JSON.stringify(action)},"content":"${content}","context":${context},"occurredAt":"${occurredAt}",` +
    `"parentsAfter":${parents[0]},"parentsBefore":${parents[1]},"resourceId":${JSON.stringify(resourceId)},` +
    `"resourceType":${JSON.stringify(resourceType)},"sequence":${sequence}}`;
  return tree.leafHash(Buffer.from(leaf));
}

/** Reports an entry that is not the one that was sealed. Those after the tree's size are not sealed yet. */
export function checkLeaf(stored: StoredEntry, change: Change, { size }: { size: number }, report: Report): void {
  const { sequence, resourceType, resourceId, occurredAt: since, sealed } = stored;
  const isSealed = (hash: Uint8Array) => sealed?.equals(hash) === true;
  if (sequence > size || isSealed(quickHashOf(stored, change)) || isSealed(leafHashOf(stored, change))) return;
  const what = `entry ${sequence} is not the one that was sealed: it was changed, added, or moved`;
  report({ kind: 'entry', what, sequence, resourceType, resourceId, since });
}
