// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Not edited by hand.

export interface Access {
  /** The permission that was asked for. */
  permission: string;
  /** This key holds it. */
  hasAccess: boolean;
}

export interface ActivityCheckpoint {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Hash of the entry at this position. */
  hash: string;
  /** When it was made; null while the log is empty. */
  occurredAt: string | null;
}

export interface ActivityEntry {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** When: one moment for all that was changed together, and later than what was before. */
  occurredAt: string;
  /** What was done; `refused` is a request that was turned away. */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused';
  /** By which operation or command. */
  operationId: string | null;
  actor: Actor;
  /** Why, from `X-Change-Reason`. */
  changeReason: string | null;
  /** `X-Request-Id` of the request. */
  requestId: string | null;
  /** Of which kind. */
  resourceType:
    | 'facilities'
    | 'control-centers'
    | 'impact-determinations'
    | 'cyber-systems'
    | 'cyber-assets'
    | 'physical-areas'
    | 'physical-area-cyber-assets'
    | 'api-keys';
  /** Of which record. */
  resourceId: string | null;
  /** The changed fields as they were; null for what was created or refused. */
  before: Record<string, unknown> | null;
  /** The changed fields as they are since: all of them for what was created; the reason for what was refused. */
  after: Record<string, unknown> | null;
  /** The whole record since; null where `after` has all of it, or nothing is left. */
  record: Record<string, unknown> | null;
  /** Hash of the entry before; zeros for the first. */
  previousHash: string;
  /** SHA-256 of this entry without `hash`, in the canonical form of RFC 8785. */
  hash: string;
}

export interface Actor {
  /** An API key; somebody at the command line; or somebody in the database itself. */
  type: 'api_key' | 'operator' | 'database';
  /** Id of the API key. */
  id: string | null;
  /** Name or hint of the key, or the user at the command line, at the time. */
  label: string | null;
}

export interface Address {
  id: string;
  /** Street and number. */
  addressLine1: string;
  /** City. */
  city: string;
  /** State or province. */
  state: string;
  /** ZIP or postal code. */
  zip: string;
  /** Building, floor or unit. */
  addressLine2?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface AddressCreate {
  /** Street and number. */
  addressLine1: string;
  /** City. */
  city: string;
  /** State or province. */
  state: string;
  /** ZIP or postal code. */
  zip: string;
  /** Building, floor or unit. */
  addressLine2?: string;
}

export interface AddressUpdate {
  /** Street and number. */
  addressLine1?: string;
  /** City. */
  city?: string;
  /** State or province. */
  state?: string;
  /** ZIP or postal code. */
  zip?: string;
  /** Building, floor or unit. */
  addressLine2?: string | null;
}

export interface ApiKey {
  id: string;
  /** A label, such as the integration that uses the key. */
  name: string | null;
  /** The built-in role that it was made with, if it was. */
  role: 'api_user' | 'read_only' | 'admin' | null;
  /** What the key may do. */
  permissions: string[];
  /** First and last four characters of the key, to tell it from others. */
  keyHint: string;
  /** From then on the key is refused. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface ApiKeyCreate {
  /** A label, such as the integration that uses the key. */
  name?: string;
  /** A built-in role; api_user, when permissions are not given either. */
  role?: 'api_user' | 'read_only' | 'admin';
  /** Single permissions, instead of a role. */
  permissions?: (
    | '*:read'
    | 'facilities:read'
    | 'facilities:write'
    | 'control-centers:read'
    | 'control-centers:write'
    | 'cyber-systems:read'
    | 'cyber-systems:write'
    | 'cyber-assets:read'
    | 'cyber-assets:write'
    | 'physical-areas:read'
    | 'physical-areas:write'
    | 'activity:read'
    | 'api-keys:admin'
  )[];
  /** From then on the key is refused; in the future. */
  expiresAt?: string;
}

export interface ApiKeyCreated {
  id: string;
  /** A label, such as the integration that uses the key. */
  name: string | null;
  /** The built-in role that it was made with, if it was. */
  role: 'api_user' | 'read_only' | 'admin' | null;
  /** What the key may do. */
  permissions: string[];
  /** First and last four characters of the key, to tell it from others. */
  keyHint: string;
  /** From then on the key is refused. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** The key itself: shown this once, kept nowhere. */
  key: string;
}

export interface CheckAccessQuery {
  /** Such as cyber-assets:write. */
  permission:
    | '*:read'
    | 'facilities:read'
    | 'facilities:write'
    | 'control-centers:read'
    | 'control-centers:write'
    | 'cyber-systems:read'
    | 'cyber-systems:write'
    | 'cyber-assets:read'
    | 'cyber-assets:write'
    | 'physical-areas:read'
    | 'physical-areas:write'
    | 'activity:read'
    | 'api-keys:admin';
}

export interface ControlCenter {
  id: string;
  /** Name of the control center. */
  centerTitle: string;
  /** Short code; unique among the control centers of the organization. */
  centerCode: string;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 keeps it up to date.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** When the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Hours within which operation must be restored (CIP-009). */
  recoveryTimeObjective: number;
  /** When operation from the backup was last tested (CIP-009 R2). */
  backupFacilityTested: string;
  /** When the incident response plan was last tested (CIP-008 R2). */
  incidentResponseTested: string;
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  address?: Address | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Hours of data that may be lost (CIP-009). */
  recoveryPointObjective?: number | null;
  /** WGS 84, decimal degrees. */
  latitude?: string | null;
  /** WGS 84, decimal degrees. */
  longitude?: string | null;
  createdAt: string;
  updatedAt: string;
  /** Id of the embedded address. */
  addressId: string;
}

export interface ControlCenterCreate {
  /** Name of the control center. */
  centerTitle: string;
  /** Short code; unique among the control centers of the organization. */
  centerCode: string;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 keeps it up to date.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** When the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Hours within which operation must be restored (CIP-009). */
  recoveryTimeObjective: number;
  /** When operation from the backup was last tested (CIP-009 R2). */
  backupFacilityTested: string;
  /** When the incident response plan was last tested (CIP-008 R2). */
  incidentResponseTested: string;
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  address: AddressCreate;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string;
  /** Hours of data that may be lost (CIP-009). */
  recoveryPointObjective?: number;
  /** WGS 84, decimal degrees. */
  latitude?: number | string;
  /** WGS 84, decimal degrees. */
  longitude?: number | string;
}

export interface ControlCenterListItem {
  id: string;
  /** Name of the control center. */
  centerTitle: string;
  /** Short code; unique among the control centers of the organization. */
  centerCode: string;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 keeps it up to date.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** When the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Hours within which operation must be restored (CIP-009). */
  recoveryTimeObjective: number;
  /** When operation from the backup was last tested (CIP-009 R2). */
  backupFacilityTested: string;
  /** When the incident response plan was last tested (CIP-008 R2). */
  incidentResponseTested: string;
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  address?: Address | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Hours of data that may be lost (CIP-009). */
  recoveryPointObjective?: number | null;
  /** WGS 84, decimal degrees. */
  latitude?: string | null;
  /** WGS 84, decimal degrees. */
  longitude?: string | null;
  createdAt: string;
  updatedAt: string;
  /** Id of the embedded address. */
  addressId: string;
  /** Facilities that it runs. */
  managedFacilitiesCount: number;
  /** Cyber systems of the control center itself. */
  cyberSystemsCount: number;
  /** Cyber assets in those systems. */
  cyberAssetsCount: number;
}

export interface ControlCenterUpdate {
  /** Name of the control center. */
  centerTitle?: string;
  /** Short code; unique among the control centers of the organization. */
  centerCode?: string;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes?: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 keeps it up to date.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** When the control center went into operation. */
  commissioningDate?: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined?: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined?: boolean;
  /** Hours within which operation must be restored (CIP-009). */
  recoveryTimeObjective?: number;
  /** When operation from the backup was last tested (CIP-009 R2). */
  backupFacilityTested?: string;
  /** When the incident response plan was last tested (CIP-008 R2). */
  incidentResponseTested?: string;
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate?: string;
  address?: AddressUpdate;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Hours of data that may be lost (CIP-009). */
  recoveryPointObjective?: number | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
}

export interface CyberAsset {
  id: string;
  /** The cyber system it belongs to. */
  cyberSystemId: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device; unique within its cyber system. */
  assetTag: string;
  /** Number of identical devices that the entry stands for: a number in requests, a string in answers. */
  count: string;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Kind of device, such as relay, switch or workstation. */
  assetType: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Manufacturer. */
  manufacturer: string;
  /** Model. */
  model: string;
  /** In operation. */
  inService: boolean;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity: boolean;
  /** Connected by a routable protocol. */
  routableProtocol: boolean;
  /** Can be accessed remotely. */
  remoteAccessAvailable: boolean;
  /** Its baseline configuration is documented (CIP-010 R1). */
  baselineDocumented: boolean;
  /** Its needed ports and services are documented (CIP-007 R1). */
  portsServicesDocumented: boolean;
  /** It logs security events (CIP-007 R4). */
  loggingEnabled: boolean;
  /** Serial number. */
  serialNumber?: string | null;
  /** Firmware version. */
  firmwareVersion?: string | null;
  /** Operating system and version. */
  operatingSystem?: string | null;
  /** IPv4 or IPv6 address. */
  ipAddress?: string | null;
  /** MAC address. */
  macAddress?: string | null;
  /** Where it is: building, room, rack. */
  physicalLocation: string | null;
  /** Last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Last audit. */
  lastAuditDate?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CyberAssetCreate {
  /** The cyber system it belongs to. */
  cyberSystemId: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device; unique within its cyber system. */
  assetTag: string;
  /** Number of identical devices that the entry stands for: a number in requests, a string in answers. */
  count: number;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Kind of device, such as relay, switch or workstation. */
  assetType: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Manufacturer. */
  manufacturer: string;
  /** Model. */
  model: string;
  /** In operation. */
  inService: boolean;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity: boolean;
  /** Connected by a routable protocol. */
  routableProtocol: boolean;
  /** Can be accessed remotely. */
  remoteAccessAvailable: boolean;
  /** Its baseline configuration is documented (CIP-010 R1). */
  baselineDocumented: boolean;
  /** Its needed ports and services are documented (CIP-007 R1). */
  portsServicesDocumented: boolean;
  /** It logs security events (CIP-007 R4). */
  loggingEnabled: boolean;
  /** Serial number. */
  serialNumber?: string;
  /** Firmware version. */
  firmwareVersion?: string;
  /** Operating system and version. */
  operatingSystem?: string;
  /** IPv4 or IPv6 address. */
  ipAddress?: string;
  /** MAC address. */
  macAddress?: string;
  /** Where it is: building, room, rack. */
  physicalLocation?: string;
  /** Last security patch (CIP-007 R2). */
  lastPatchDate?: string;
  /** Last backup (CIP-009 R1). */
  lastBackupDate?: string;
  /** Last audit. */
  lastAuditDate?: string;
}

export interface CyberAssetRef {
  id: string;
  assetTitle: string;
  assetTag: string;
}

export interface CyberAssetUpdate {
  /** Name of the cyber asset. */
  assetTitle?: string;
  /** Tag on the device; unique within its cyber system. */
  assetTag?: string;
  /** Number of identical devices that the entry stands for: a number in requests, a string in answers. */
  count?: number;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, removable media.
   */
  cipAssetCategory?: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Kind of device, such as relay, switch or workstation. */
  assetType?: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Manufacturer. */
  manufacturer?: string;
  /** Model. */
  model?: string;
  /** In operation. */
  inService?: boolean;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity?: boolean;
  /** Connected by a routable protocol. */
  routableProtocol?: boolean;
  /** Can be accessed remotely. */
  remoteAccessAvailable?: boolean;
  /** Its baseline configuration is documented (CIP-010 R1). */
  baselineDocumented?: boolean;
  /** Its needed ports and services are documented (CIP-007 R1). */
  portsServicesDocumented?: boolean;
  /** It logs security events (CIP-007 R4). */
  loggingEnabled?: boolean;
  /** Serial number. */
  serialNumber?: string | null;
  /** Firmware version. */
  firmwareVersion?: string | null;
  /** Operating system and version. */
  operatingSystem?: string | null;
  /** IPv4 or IPv6 address. */
  ipAddress?: string | null;
  /** MAC address. */
  macAddress?: string | null;
  /** Where it is: building, room, rack. */
  physicalLocation?: string | null;
  /** Last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Last audit. */
  lastAuditDate?: string | null;
}

export interface CyberAssetVersion {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** When: one moment for all that was changed together, and later than what was before. */
  occurredAt: string;
  /** What was done; `refused` is a request that was turned away. */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused';
  /** By which operation or command. */
  operationId: string | null;
  actor: Actor;
  /** Why, from `X-Change-Reason`. */
  changeReason: string | null;
  /** `X-Request-Id` of the request. */
  requestId: string | null;
  /** When the next version replaced it; null for the current version. */
  supersededAt: string | null;
  cyberAsset: CyberAsset;
}

export interface CyberSystem {
  id: string;
  /** Name of the BES Cyber System. */
  systemTitle: string;
  /** Short code; unique among the cyber systems of the organization. */
  systemCode: string;
  /** Kind of system. */
  systemType: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** What the system does for the reliable operation of the BES. */
  systemFunction: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess: boolean;
  /** The facility it belongs to; a system has a facility or a control center, not both. */
  facilityId?: string | null;
  /** The control center it belongs to. */
  controlCenterId?: string | null;
  /** Vendor of the system. */
  vendorName?: string | null;
  /** Version of its software. */
  softwareVersion?: string | null;
  /** Last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string | null;
  /** Last audit. */
  lastAuditDate?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CyberSystemCreate {
  /** Name of the BES Cyber System. */
  systemTitle: string;
  /** Short code; unique among the cyber systems of the organization. */
  systemCode: string;
  /** Kind of system. */
  systemType: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** What the system does for the reliable operation of the BES. */
  systemFunction: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess: boolean;
  /** The facility it belongs to; a system has a facility or a control center, not both. */
  facilityId?: string;
  /** The control center it belongs to. */
  controlCenterId?: string;
  /** Vendor of the system. */
  vendorName?: string;
  /** Version of its software. */
  softwareVersion?: string;
  /** Last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string;
  /** Last audit. */
  lastAuditDate?: string;
}

export interface CyberSystemUpdate {
  /** Name of the BES Cyber System. */
  systemTitle?: string;
  /** Short code; unique among the cyber systems of the organization. */
  systemCode?: string;
  /** Kind of system. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** What the system does for the reliable operation of the BES. */
  systemFunction?: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity?: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess?: boolean;
  /** The facility it belongs to; a system has a facility or a control center, not both. */
  facilityId?: string | null;
  /** The control center it belongs to. */
  controlCenterId?: string | null;
  /** Vendor of the system. */
  vendorName?: string | null;
  /** Version of its software. */
  softwareVersion?: string | null;
  /** Last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string | null;
  /** Last audit. */
  lastAuditDate?: string | null;
}

export interface ExportControlCenterCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
}

export interface ExportControlCenterLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
}

export interface ExportCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
}

export interface ExportLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
}

export interface Facility {
  id: string;
  /** Name of the facility. */
  title: string;
  /** Short code; unique among the facilities of the organization. */
  facilityCode: string;
  /** What the facility is for. */
  facilityType: 'generation' | 'transmission' | 'distribution';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). */
  capacityMw: string;
  /** Apparent power rating in MVA. */
  capacityMva: string;
  /** Voltage of the interconnection point in kV. */
  voltageKv: string;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Where the NERC registration stands. */
  registrationStatus: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Energy source of a generation facility; several for hybrid plants. */
  generationType?: (
    | 'geothermal'
    | 'hydroelectric'
    | 'natural_gas'
    | 'nuclear'
    | 'solar'
    | 'storage'
    | 'tidal'
    | 'wind_offshore'
    | 'wind_onshore'
  )[] | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** When the NERC registration took effect. */
  registrationDate?: string | null;
  /** When the facility went into operation. */
  commissioningDate?: string | null;
  /** Control center that runs the facility; changing it applies criterion 2.11. */
  controlCenterId?: string | null;
  /** Since when the control center runs it; today, unless given on assignment. */
  assignedDate?: string | null;
  /** WGS 84, decimal degrees. */
  latitude?: string | null;
  /** WGS 84, decimal degrees. */
  longitude?: string | null;
  address?: Address | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface FacilityCreate {
  /** Name of the facility. */
  title: string;
  /** Short code; unique among the facilities of the organization. */
  facilityCode: string;
  /** What the facility is for. */
  facilityType: 'generation' | 'transmission' | 'distribution';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). */
  capacityMw: number | string;
  /** Apparent power rating in MVA. */
  capacityMva: number | string;
  /** Voltage of the interconnection point in kV. */
  voltageKv: number | string;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Where the NERC registration stands. */
  registrationStatus: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Energy source of a generation facility; several for hybrid plants. */
  generationType?: (
    | 'geothermal'
    | 'hydroelectric'
    | 'natural_gas'
    | 'nuclear'
    | 'solar'
    | 'storage'
    | 'tidal'
    | 'wind_offshore'
    | 'wind_onshore'
  )[];
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string;
  /** When the NERC registration took effect. */
  registrationDate?: string;
  /** When the facility went into operation. */
  commissioningDate?: string;
  /** Control center that runs the facility; changing it applies criterion 2.11. */
  controlCenterId?: string;
  /** Since when the control center runs it; today, unless given on assignment. */
  assignedDate?: string;
  /** WGS 84, decimal degrees. */
  latitude?: number | string;
  /** WGS 84, decimal degrees. */
  longitude?: number | string;
  address?: AddressCreate;
}

export interface FacilityIds {
  /** The facilities; all or none are changed. */
  facilityIds: string[];
}

export interface FacilityUpdate {
  /** Name of the facility. */
  title?: string;
  /** Short code; unique among the facilities of the organization. */
  facilityCode?: string;
  /** What the facility is for. */
  facilityType?: 'generation' | 'transmission' | 'distribution';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes?: boolean;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). */
  capacityMw?: number | string;
  /** Apparent power rating in MVA. */
  capacityMva?: number | string;
  /** Voltage of the interconnection point in kV. */
  voltageKv?: number | string;
  /** NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Where the NERC registration stands. */
  registrationStatus?: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** When the entry was last reviewed (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate?: string;
  /** Energy source of a generation facility; several for hybrid plants. */
  generationType?: (
    | 'geothermal'
    | 'hydroelectric'
    | 'natural_gas'
    | 'nuclear'
    | 'solar'
    | 'storage'
    | 'tidal'
    | 'wind_offshore'
    | 'wind_onshore'
  )[] | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** When the NERC registration took effect. */
  registrationDate?: string | null;
  /** When the facility went into operation. */
  commissioningDate?: string | null;
  /** Control center that runs the facility; changing it applies criterion 2.11. */
  controlCenterId?: string | null;
  /** Since when the control center runs it; today, unless given on assignment. */
  assignedDate?: string | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
  address?: AddressUpdate | null;
}

export interface GetActivityLogsByEntityQuery {
  /**
   * Only entries behind this position, oldest first: to go on where the last read ended, missing and repeating none.
   */
  after?: number;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetControlCenterFacilitiesQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only facilities of this type. */
  facilityType?: 'generation' | 'transmission' | 'distribution';
  /** Only facilities in this interconnection. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** Only facilities of this NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Only items that contain this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetControlCenterImpactDeterminationsQuery {
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetControlCentersQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items that contain this text, in any case, in one of: centerTitle, centerCode, nercRegistrationId, address.
   */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetCyberAssetsByControlCenterQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items that contain this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber,
   * ipAddress, macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetCyberAssetsByFacilityQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items that contain this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber,
   * ipAddress, macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetCyberAssetsBySystemQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items that contain this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber,
   * ipAddress, macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetCyberSystemsByControlCenterQuery {
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items that contain this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetCyberSystemsByFacilityQuery {
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items that contain this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetPhysicalAreasByControlCenterQuery {
  /** Only items that contain this text, in any case, in one of: name, description. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface GetPhysicalAreasByFacilityQuery {
  /** Only items that contain this text, in any case, in one of: name, description. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface ImpactDetermination {
  id: string;
  controlCenterId: string;
  previousImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** CIP-002-5.1a Attachment 1 criterion that decided; null when high was kept. */
  criterion: string | null;
  /** Where most BES generation is run. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec' | null;
  /** BES generation run there, in MW. */
  capacityMw: string;
  reason: string;
  /** What changed the facilities. */
  operationId: string | null;
  createdAt: string;
}

export interface ImportAction {
  /** 1 comes first. */
  priority: number;
  message: string;
  reason?: string;
  requiredFields?: string[];
}

export interface ImportErrorType {
  code: string;
  count: number;
  affectedColumns: string[];
  invalidValues?: string[];
  /** The first rows concerned, such as "2, 5, 9". */
  sampleRows: string;
  suggestion: string;
}

export interface ImportResult {
  success: boolean;
  createdCount?: number;
  errorCount?: number;
  rowsWithErrors?: number;
  /** There are more errors than the list holds. */
  hasMoreErrors?: boolean;
  errors?: ImportRowError[];
  actions?: ImportAction[];
  summary?: ImportSummary;
}

export interface ImportRowError {
  /** Row as a spreadsheet counts it: the header is row 1. */
  row: number;
  column?: string;
  code?: string;
  message: string;
  currentValue?: string;
  suggestion?: string;
}

export interface ImportSummary {
  message?: string;
  errorTypes?: ImportErrorType[];
}

export interface ImportTemplate {
  /** The CSV header. */
  data: string;
}

export interface ListActivityLogsQuery {
  /** Only entries at or after this moment. */
  from?: string;
  /** Only entries at or before this moment. */
  to?: string;
  /** Only entries of this actor: id of an API key, or a label. */
  actor?: string;
  /** Only entries of this kind of resource. */
  resourceType?:
    | 'facilities'
    | 'control-centers'
    | 'impact-determinations'
    | 'cyber-systems'
    | 'cyber-assets'
    | 'physical-areas'
    | 'physical-area-cyber-assets'
    | 'api-keys';
  /** Only entries of this operation. */
  operation?: string;
  /**
   * Only entries behind this position, oldest first: to go on where the last read ended, missing and repeating none.
   */
  after?: number;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface ListCyberAssetsQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Only items of this facility. */
  facilityId?: string;
  /** Only items of this control center. */
  controlCenterId?: string;
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items that contain this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber,
   * ipAddress, macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface ListCyberSystemsQuery {
  /** Only items of this facility. */
  facilityId?: string;
  /** Only items of this control center. */
  controlCenterId?: string;
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items that contain this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface ListFacilitiesQuery {
  /** Only items of this control center. */
  controlCenterId?: string;
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only facilities of this type. */
  facilityType?: 'generation' | 'transmission' | 'distribution';
  /** Only facilities in this interconnection. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** Only facilities of this NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Only items that contain this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string;
  /** Only items changed at or after this moment; overlap successive calls by a few seconds. */
  updatedSince?: string;
  /** Answers as of this moment, from the activity log: with what was there then, also what has been deleted since. */
  asOf?: string;
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface Message {
  message: string;
}

export interface PageQuery {
  /** Turns on paging: at most this many items. The next page is in the `Link` header. */
  limit?: number;
  /** Where the page begins: from the `Link` header of the page before it. */
  cursor?: string;
}

export interface PhysicalArea {
  id: string;
  /** Name; unique within its facility or control center. */
  name: string;
  /** What and where the area is. */
  description?: string | null;
  facilityId: string | null;
  controlCenterId: string | null;
  cyberAssets?: CyberAssetRef[];
  /**
   * Follows from the assets in it: a physical security perimeter when one is of high or medium impact (CIP-006), a low
   * impact area when one is of low impact (CIP-003 Att. 1, section 2), otherwise unregulated.
   */
  regulatoryType?: 'PSP' | 'LowImpactArea' | 'Unregulated' | null;
  isDeleted?: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface PhysicalAreaCreate {
  /** Name; unique within its facility or control center. */
  name: string;
  /** What and where the area is. */
  description?: string;
  /** The facility it is in; an area has a facility or a control center. */
  facilityId?: string;
  /** The control center it is in. */
  controlCenterId?: string;
  /** The cyber assets in the area: all of them. */
  cyberAssetIds: string[];
}

export interface PhysicalAreaUpdate {
  /** Name; unique within its facility or control center. */
  name?: string;
  /** What and where the area is. */
  description?: string | null;
  /** The cyber assets in the area: all of them. */
  cyberAssetIds: string[];
}

export interface PreviewImpactCapacity {
  /** BES generation run now, in MW. */
  currentMw: number;
  /** BES generation run after the change, in MW. */
  afterMw: number;
  /** What criterion 2.11 makes of afterMw. */
  status: 'low' | 'medium';
  /** afterMw by NERC regional entity. */
  regionalEntityBreakdown?: Record<string, number>;
}

export interface PreviewImpactCapacityBreakdown {
  eastern: PreviewImpactCapacity;
  western: PreviewImpactCapacity;
  ercot: PreviewImpactCapacity;
  'québec': PreviewImpactCapacity;
}

export interface PreviewImpactFacility {
  id: string;
  title: string;
  capacityMw: number;
  interconnection: string;
}

export interface PreviewImpactRequest {
  /** Facilities to be assigned. */
  facilityIds?: string[];
  /** One more facility to be assigned. */
  addFacilityId?: string;
  /** One more facility to be unassigned. */
  removeFacilityId?: string;
  /** Facilities to be unassigned. */
  removeFacilityIds?: string[];
  /** A facility with another capacity or interconnection. */
  updateFacility?: PreviewImpactUpdateFacility;
}

export interface PreviewImpactResponse {
  currentImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  newImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  willChange: boolean;
  /** Megawatts, criterion and outcome in a sentence to quote. */
  reason?: string;
  /** The interconnection that meets criterion 2.11, if one does. */
  thresholdInterconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** BES generation run in that interconnection, in MW. */
  thresholdCapacityMw?: number;
  capacityBreakdown: PreviewImpactCapacityBreakdown;
  facilitiesBeingAdded?: PreviewImpactFacility[];
}

export interface PreviewImpactUpdateFacility {
  facilityId: string;
  /** Its new capacity in MW. */
  capacityMw: number | string;
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
}
