// What the criteria of CIP-002-5.1a Attachment 1 depend on. Null: not recorded.

export interface FacilityInputs {
  readonly title: string;
  readonly bes: boolean;
  readonly facilityType: 'generation' | 'transmission' | 'distribution';
  readonly capacityMw: number;
  readonly capacityMvar: number | null;
  readonly voltageKv: number;
  readonly lines200Kv: number | null;
  readonly lines300Kv: number | null;
  readonly connectedStations: number | null;
  readonly loadSheddingMw: number | null;
  readonly reliabilityNoticeDate: string | null;
  readonly irolNoticeDate: string | null;
  readonly nuclearInterface: boolean | null;
  readonly connectsCriticalGeneration: boolean | null;
  readonly remedialActionScheme: boolean | null;
  readonly rasAffectsIrol: boolean | null;
  readonly restorationResource: boolean | null;
}

export interface CenterInputs {
  readonly functions: readonly string[] | null;
  readonly balancingMw: number | null;
  /** The facilities that it runs. */
  readonly facilities: readonly FacilityInputs[];
  /** The generation in MW that counts toward it, by Interconnection. */
  readonly generationMw: Readonly<Record<string, number>>;
}

export interface SystemInputs {
  readonly atControlCenter: boolean | null;
  readonly sharedGenerationMw: number | null;
  readonly sharedReactiveMvar: number | null;
}

/** A facility, or a control center. */
export type SiteInputs =
  | { readonly siteType: 'facility'; readonly facility: FacilityInputs }
  | { readonly siteType: 'control_center'; readonly center: CenterInputs };

/** The columns of a facility that are inputs. */
export const FACILITY_INPUTS = [
  'title',
  'bes',
  'facilityType',
  'capacityMw',
  'capacityMvar',
  'voltageKv',
  'lines200Kv',
  'lines300Kv',
  'connectedStations',
  'loadSheddingMw',
  'reliabilityNoticeDate',
  'irolNoticeDate',
  'nuclearInterface',
  'connectsCriticalGeneration',
  'remedialActionScheme',
  'rasAffectsIrol',
  'restorationResource',
] as const satisfies readonly (keyof FacilityInputs)[];
