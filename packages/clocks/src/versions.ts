/** A version of a standard and when it is in force in a jurisdiction; null where the date is not known or not set. */
export interface StandardVersion {
  readonly id: string;
  /** `US`, or a province such as `CA-NB`. */
  readonly jurisdiction: string;
  readonly inForce: string | null;
  readonly inactiveAfter: string | null;
}

/** The local date from which an organization follows a version before it is in force, by the id of the version. */
export type AdoptedOn = Readonly<Record<string, string>>;

export interface Force {
  readonly jurisdiction: string;
  readonly adoptedOn?: AdoptedOn | undefined;
  /** A local date. */
  readonly date: string;
}

/** The first day of a version: on which it was adopted, or came into force. */
export function firstDay({ id, inForce }: StandardVersion, adoptedOn: AdoptedOn = {}): string | null {
  const adopted = adoptedOn[id];
  return adopted !== undefined && (inForce === null || adopted < inForce) ? adopted : inForce;
}

/** The version of a standard that is in force, or was adopted, on a date. Its text decides what had to be done on that date. */
export function versionInForce(
  versions: readonly StandardVersion[],
  { jurisdiction, adoptedOn, date }: Force,
): StandardVersion | undefined {
  const first = (version: StandardVersion): string => firstDay(version, adoptedOn) ?? '9999';
  return versions
    .filter(
      (version) =>
        version.jurisdiction === jurisdiction &&
        first(version) <= date &&
        (version.inactiveAfter === null || date <= version.inactiveAfter),
    )
    .reduce<StandardVersion | undefined>(
      // Until its predecessor ends, both are in force: the adopted one decides.
      (last, version) => (last === undefined || first(version) > first(last) ? version : last),
      undefined,
    );
}
