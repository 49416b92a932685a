import type { ActivityEntry } from '@raptor-comply/sdk';

export interface ChangeGroup {
  readonly first: ActivityEntry;
  readonly count: number;
}

const keyOf = ({ requestId, operationId, actor, action, resourceType }: ActivityEntry): string =>
  [requestId ?? operationId, actor.id ?? actor.label, action, resourceType].join(' ');

/** Entries of one request and one kind, such as those of an import, as one. */
export function grouped(entries: readonly ActivityEntry[]): readonly ChangeGroup[] {
  const groups: { key: string; first: ActivityEntry; count: number }[] = [];
  for (const entry of entries) {
    const key = keyOf(entry);
    const group = groups.find((candidate) => candidate.key === key);
    if (group === undefined) groups.push({ key, first: entry, count: 1 });
    else group.count += 1;
  }
  return groups;
}
