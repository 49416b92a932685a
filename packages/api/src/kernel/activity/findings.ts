/** What a finding can be about, in the order of a report. */
const KINDS = ['organization', 'definition', 'entry', 'tree', 'checkpoint', 'record'] as const;
type Kind = (typeof KINDS)[number];

/** Something that is not as the log, or the software, says. */
export interface Finding {
  readonly kind: Kind;
  /** A sentence without its period, for people. */
  readonly what: string;
  /** The entry that it is about, or the last one that agrees. */
  readonly sequence?: number;
  readonly resourceType?: string;
  readonly resourceId?: string | null;
  /** It was done after this moment, as far as the log can tell: RFC 3339. */
  readonly since?: string;
  /** How many others of its kind there are. */
  readonly others: number;
}

export type Report = (finding: Omit<Finding, 'others'>) => void;

/** Entries are checked in the order of their records, and everything else in the order that it should be reported in. */
const isEarlier = (one: Omit<Finding, 'others'>, other: Finding): boolean =>
  one.kind === 'entry' && (one.sequence ?? 0) < (other.sequence ?? 0);

/** Collects the first finding of each kind. */
export function collectFindings(): { report: Report; findings(): Finding[] } {
  const first = new Map<Kind, Finding>();
  return {
    report(finding) {
      const known = first.get(finding.kind);
      const others = known === undefined ? 0 : known.others + 1;
      if (known === undefined || isEarlier(finding, known)) first.set(finding.kind, { ...finding, others });
      else first.set(finding.kind, { ...known, others });
    },
    findings: () => KINDS.flatMap((kind) => first.get(kind) ?? []),
  };
}
