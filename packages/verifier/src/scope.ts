import type { Envelope } from './entry.ts';

/** Part of a log: a period, and a facility with everything that ever belonged to it; or everything. */
export interface Selection {
  /** RFC 3339, UTC. Both lists are as of these moments, inclusive. */
  readonly from: string;
  readonly to: string;
  readonly facilityId: string | null;
}

/** What decides whether an entry is selected. */
type Place = Pick<Envelope, 'sequence' | 'occurredAt' | 'action' | 'resourceId'>;

/** Compares moments with different numbers of digits. */
const upToMicroseconds = (moment: string): string => {
  const [whole = '', fraction = ''] = moment.replace('Z', '').split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
};

/**
 * Collects which entries a selection needs, from the envelopes alone, so that nothing can be left out unnoticed. First every envelope goes
 * to `relate`, then every envelope to `select`.
 */
export class Scope {
  readonly #selection: Selection;
  readonly #from: string;
  readonly #to: string;
  /** The records that refer to a record, or did. */
  readonly #children = new Map<string, Set<string>>();
  #members: Set<string> | undefined;
  readonly #lastAtFrom = new Map<string, number>();
  readonly #lastAtTo = new Map<string, number>();
  readonly #changes: number[] = [];

  constructor(selection: Selection) {
    this.#selection = selection;
    this.#from = upToMicroseconds(selection.from);
    this.#to = upToMicroseconds(selection.to);
  }

  relate({
    resourceId,
    parentsBefore,
    parentsAfter,
  }: Pick<Envelope, 'resourceId' | 'parentsBefore' | 'parentsAfter'>): void {
    if (resourceId === null) return;
    for (const parent of [...Object.values(parentsBefore), ...Object.values(parentsAfter)]) {
      const children = this.#children.get(parent) ?? new Set();
      this.#children.set(parent, children.add(resourceId));
    }
  }

  /** The ids of the records in scope; undefined if all are. */
  #inScope(): Set<string> | undefined {
    const { facilityId } = this.#selection;
    if (facilityId === null) return undefined;
    if (this.#members !== undefined) return this.#members;
    const members = new Set([facilityId]);
    // A set's iteration reaches what is added to it.
    for (const id of members) for (const child of this.#children.get(id) ?? []) members.add(child);
    this.#members = members;
    return members;
  }

  select({ sequence, occurredAt, action, resourceId }: Place): void {
    const members = this.#inScope();
    if (members !== undefined && (resourceId === null || !members.has(resourceId))) return;
    const at = upToMicroseconds(occurredAt);
    if (at > this.#to) return;
    if (at > this.#from) this.#changes.push(sequence);
    if (resourceId === null || action === 'refused') return;
    if (at <= this.#from) this.#lastAtFrom.set(resourceId, sequence);
    this.#lastAtTo.set(resourceId, sequence);
  }

  /** The last entry of each record in scope at the beginning and at the end, and every entry between, all in order. */
  get sequences(): { from: number[]; to: number[]; changes: number[] } {
    const sorted = (map: Map<string, number>) => [...map.values()].sort((one, other) => one - other);
    return { from: sorted(this.#lastAtFrom), to: sorted(this.#lastAtTo), changes: this.#changes };
  }
}
