import { canonicalJson } from '@raptor-comply/tlog';

/** A record, or some of its fields, as the log has them. */
export type Image = Readonly<Record<string, unknown>>;

/** What the log proves about an entry without showing its content: its leaf in the Merkle tree. */
export interface Envelope {
  readonly action: string;
  /** SHA-256 of the salt's 16 bytes and the content, in hex. */
  readonly content: string;
  /** Who made the change, why, and by which request. */
  readonly context: {
    readonly actor?: { readonly type?: string; readonly label?: string | null };
    readonly changeReason?: string | null;
    readonly operationId?: string | null;
    readonly requestId?: string | null;
  };
  /** RFC 3339, UTC, microseconds. */
  readonly occurredAt: string;
  /** The ids in the record, in fields whose name ends in `Id`. */
  readonly parentsAfter: Readonly<Record<string, string>>;
  readonly parentsBefore: Readonly<Record<string, string>>;
  readonly resourceId: string | null;
  readonly resourceType: string;
  /** 1, 2, 3 …: the index of the leaf is one less. */
  readonly sequence: number;
}

/** What an entry says of its record, which can be withheld. */
export interface Content {
  readonly sequence: number;
  /** A UUID. */
  readonly salt: string;
  readonly before: Image | null;
  readonly after: Image | null;
  readonly record: Image | null;
}

/** The record after an entry; null if it does not exist. */
export const imageAfter = ({ action }: Envelope, { after, record }: Content): Image | null => {
  const image = action === 'refused' ? null : (record ?? after);
  return image?.isDeleted === true ? null : image;
};

/** The bytes whose SHA-256 is an envelope's `content`. */
export function contentBytes({ salt, before, after, record }: Content): Uint8Array {
  const hex = salt.replaceAll('-', '');
  const json = new TextEncoder().encode(canonicalJson({ after, before, record }));
  const bytes = new Uint8Array(16 + json.length);
  bytes.set(Array.from({ length: 16 }, (_, n) => Number.parseInt(hex.slice(2 * n, 2 * n + 2), 16)));
  bytes.set(json, 16);
  return bytes;
}
