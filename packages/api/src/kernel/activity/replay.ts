import { isDeepStrictEqual } from 'node:util';
import type { Report } from './findings.ts';
import { type Change, type Image, imageAfter, imageBefore, type LogEntry } from './leaf.ts';

/** What a migration did to the fields of a kind of record, from its entry. */
export interface Migration {
  readonly sequence: number;
  /** What each record has in a new field, unless an entry of its own says otherwise. */
  readonly added: Image;
  readonly dropped: readonly string[];
  /** New names by old ones. */
  readonly renamed: Readonly<Record<string, string>>;
}

export function migrate(image: Image, { added, dropped, renamed }: Migration): Image {
  const kept = Object.entries(image).filter(([name]) => !dropped.includes(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [renamed[name] ?? name, value])), ...added };
}

const isSame = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && typeof b === 'object' && isDeepStrictEqual(a, b));

/** The fields in which two images differ. */
const differences = (one: Image, other: Image): string[] =>
  [...Object.keys(one), ...Object.keys(other).filter((name) => !(name in one))].filter(
    (name) => !isSame(one[name], other[name]),
  );

const fields = (names: readonly string[]): string =>
  `${names.length === 1 ? 'field' : 'fields'} ${names.toSorted().join(', ')}`;

interface RecordParts {
  readonly resourceType: string;
  readonly resourceId: string;
  readonly migrations: readonly Migration[];
  readonly report: Report;
}

/** Follows one record through its entries. */
export class RecordReplay {
  readonly #parts: RecordParts;
  /** The record after the last entry; null while it does not exist. */
  #image: Image | null = null;
  #last: { readonly sequence: number; readonly since: string } | undefined;
  #migrated = 0;
  /** The first finding explains the ones that follow from it. */
  #hasFinding = false;

  constructor(parts: RecordParts) {
    this.#parts = parts;
  }

  #find(what: string): void {
    if (this.#hasFinding) return;
    this.#hasFinding = true;
    const { resourceType, resourceId, report } = this.#parts;
    report({ kind: 'record', what: `${resourceType} ${resourceId} ${what}`, resourceType, resourceId, ...this.#last });
  }

  /** Applies the migrations before an entry. */
  #migrateTo(sequence: number): void {
    const { migrations } = this.#parts;
    for (let next = migrations[this.#migrated]; next !== undefined && next.sequence < sequence; ) {
      if (this.#image !== null) this.#image = migrate(this.#image, next);
      this.#migrated++;
      next = migrations[this.#migrated];
    }
  }

  /** Takes the next entry, which must follow from the ones before it. */
  apply({ sequence, occurredAt }: Pick<LogEntry, 'sequence' | 'occurredAt'>, change: Change): void {
    this.#migrateTo(sequence);
    const [before, after] = [imageBefore(change), imageAfter(change)];
    if (change.action === 'created' ? before !== null || after === null : before === null) {
      this.#find(`has an entry ${sequence} that is not one of a change`);
    }
    if (change.action === 'created' && this.#image !== null) this.#find(`was created again by entry ${sequence}`);
    if (before !== null) this.#expect(before, `before entry ${sequence}`);
    if (after !== null && change.after !== null && after !== change.after) {
      const said = Object.fromEntries(Object.keys(change.after).map((name) => [name, after[name]]));
      const wrong = differences(said, change.after);
      if (wrong.length > 0) this.#find(`has an entry ${sequence} that contradicts itself: ${fields(wrong)}`);
    }
    this.#image = after;
    this.#last = { sequence, since: occurredAt };
  }

  /** Compares an image with the record as the log has it. */
  #expect(image: Image, when: string): void {
    if (this.#image === null) {
      this.#find(`came from nowhere ${when}: no entry says that it was created`);
      return;
    }
    const wrong = differences(this.#image, image);
    if (wrong.length > 0) this.#find(`was changed ${when} without an entry: ${fields(wrong)}`);
  }

  /** Compares the row that the table has now, null if it has none. */
  end(row: Image | null): void {
    this.#migrateTo(Number.POSITIVE_INFINITY);
    if (row !== null) this.#expect(row, 'after its last entry');
    else if (this.#image !== null) this.#find('is missing: no entry says that it was deleted');
  }
}
