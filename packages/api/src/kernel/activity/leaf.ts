import { canonicalJson } from '@raptor-comply/tlog';
import { sha256 } from '../base/sha256.ts';

/** A record, or some of its fields, as the log has them. */
export type Image = Readonly<Record<string, unknown>>;

/** An entry of the log, as the API shows it. */
export interface LogEntry {
  readonly sequence: number;
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
  readonly action: string;
  readonly resourceType: string;
  readonly resourceId: string | null;
  /** Who made the change, why, and by which request. */
  readonly context: Image;
  readonly before: Image | null;
  readonly after: Image | null;
  readonly record: Image | null;
  /** A UUID. */
  readonly salt: string;
}

/** SQL for the fields of an entry, from `activity_entries e`. */
export const ENTRY_COLUMNS = `
  e.sequence::double precision as sequence, activity_moment(e.occurred_at) as "occurredAt", e.action,
  e.resource_type as "resourceType", e.resource_id as "resourceId", e.context, e.before, e.after, e.record, e.salt`;

/** What an entry does to its record. */
export type Change = Pick<LogEntry, 'action' | 'before' | 'after' | 'record'>;

/** The ids of the records that an image refers to. */
export function parentsOf(image: Image | null): Image {
  const parents: Record<string, unknown> = {};
  for (const name in image) if (name.endsWith('Id') && typeof image[name] === 'string') parents[name] = image[name];
  return parents;
}

/** The record before an entry; null if it did not exist. */
export const imageBefore = ({ action, before, record }: Change): Image | null =>
  record === null || action === 'refused' ? before : { ...record, ...before };

/** The record after an entry; null if it does not exist. */
export const imageAfter = ({ action, after, record }: Change): Image | null =>
  action === 'refused' ? null : (record ?? after);

/** Hides an entry's content from those who only have its leaf: SHA-256 of the salt's 16 bytes and the content in the form of RFC 8785. */
export const hashContent = (salt: string, content: string): string =>
  sha256(Buffer.concat([Buffer.from(salt.replaceAll('-', ''), 'hex'), Buffer.from(content)])).toString('hex');

/** What the log proves about an entry without showing its content. */
export interface Envelope {
  readonly action: string;
  readonly content: string;
  readonly context: Image;
  readonly occurredAt: string;
  /** The ids in the record, in fields whose name ends in `Id`. */
  readonly parentsAfter: Image;
  readonly parentsBefore: Image;
  readonly resourceId: string | null;
  readonly resourceType: string;
  readonly sequence: number;
}

export const envelopeOf = (entry: LogEntry): Envelope => ({
  action: entry.action,
  content: hashContent(entry.salt, canonicalJson({ after: entry.after, before: entry.before, record: entry.record })),
  context: entry.context,
  occurredAt: entry.occurredAt,
  parentsAfter: parentsOf(imageAfter(entry)),
  parentsBefore: parentsOf(imageBefore(entry)),
  resourceId: entry.resourceId,
  resourceType: entry.resourceType,
  sequence: entry.sequence,
});

/** The leaf of an entry in the Merkle tree: its envelope in the form of RFC 8785. Its index is the entry's sequence − 1. */
export const leafOf = (entry: LogEntry): Buffer => Buffer.from(canonicalJson(envelopeOf(entry)));
