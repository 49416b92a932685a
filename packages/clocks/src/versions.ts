/** A version of a standard and when it is in force in a jurisdiction; null where the date is not known or not set. */
export interface StandardVersion {
  readonly id: string;
  /** `US`, or a province such as `CA-NB`. */
  readonly jurisdiction: string;
  readonly inForce: string | null;
  readonly inactiveAfter: string | null;
}

/** The version of a standard that is in force on a local date. Its text decides what had to be done on that date. */
export const versionInForce = (
  versions: readonly StandardVersion[],
  jurisdiction: string,
  date: string,
): StandardVersion | undefined =>
  versions.find(
    (version) =>
      version.jurisdiction === jurisdiction &&
      version.inForce !== null &&
      version.inForce <= date &&
      (version.inactiveAfter === null || date <= version.inactiveAfter),
  );
