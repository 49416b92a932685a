// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

export interface Access {
  /** The permission in the query. */
  permission: string;
  /** Whether the key has the permission. */
  hasAccess: boolean;
}

export interface ActivityCheckpoint {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Hash of the entry at this position. */
  hash: string;
  /** Time of the entry; null if the log is empty. */
  occurredAt: string | null;
}

export interface ActivityEntry {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Time of the change. Changes in one transaction have the same time, later than that of earlier changes. */
  occurredAt: string;
  /** Kind of change; `refused` is a request that was denied. */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused';
  /** Operation or command that made the change. */
  operationId: string | null;
  actor: Actor;
  /** Reason for the change, from `X-Change-Reason`. */
  changeReason: string | null;
  /** `X-Request-Id` of the request. */
  requestId: string | null;
  /** Kind of the record. */
  resourceType:
    | 'facilities'
    | 'control-centers'
    | 'impact-determinations'
    | 'cyber-systems'
    | 'cyber-assets'
    | 'physical-areas'
    | 'physical-area-cyber-assets'
    | 'api-keys';
  /** Id of the record. */
  resourceId: string | null;
  /** The changed fields before the change; null if the record was created or the request refused. */
  before: Record<string, unknown> | null;
  /**
   * The changed fields after the change: all fields if the record was created; the reason if the request was refused.
   */
  after: Record<string, unknown> | null;
  /** The whole record after the change; null if `after` already has all of it, or the record was deleted. */
  record: Record<string, unknown> | null;
  /** Hash of the previous entry; zeros for the first entry. */
  previousHash: string;
  /** SHA-256 of this entry without `hash`, in the canonical form of RFC 8785. */
  hash: string;
}

export interface Actor {
  /** An API key, a user of the command line, or a user of the database itself. */
  type: 'api_key' | 'operator' | 'database';
  /** Id of the API key. */
  id: string | null;
  /** Name or hint of the key, or name of the command line user, at the time. */
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
  /** Building, floor, or unit. */
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
  /** Building, floor, or unit. */
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
  /** Building, floor, or unit. */
  addressLine2?: string | null;
}

export interface ApiKey {
  id: string;
  /** A label, such as the integration that uses the key. */
  name: string | null;
  /** The built-in role that the key was created with; null if it was created with permissions. */
  role: 'api_user' | 'read_only' | 'admin' | null;
  /** The permissions of the key. */
  permissions: string[];
  /** The first and last four characters of the key, to recognize it. */
  keyHint: string;
  /** The key is rejected from this time on. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface ApiKeyCreate {
  /** A label, such as the integration that uses the key. */
  name?: string;
  /** A built-in role. Defaults to api_user if there are no permissions. */
  role?: 'api_user' | 'read_only' | 'admin';
  /** Permissions, instead of a role. */
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
  /** The key is rejected from this time on. Must be in the future. */
  expiresAt?: string;
}

export interface ApiKeyCreated {
  id: string;
  /** A label, such as the integration that uses the key. */
  name: string | null;
  /** The built-in role that the key was created with; null if it was created with permissions. */
  role: 'api_user' | 'read_only' | 'admin' | null;
  /** The permissions of the key. */
  permissions: string[];
  /** The first and last four characters of the key, to recognize it. */
  keyHint: string;
  /** The key is rejected from this time on. */
  expiresAt: string | null;
  createdAt: string;
  updatedAt: string;
  /** The key itself. It is not stored, and cannot be read again. */
  key: string;
}

export interface CheckAccessQuery {
  /** A permission, such as cyber-assets:write. */
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
  /** Short code, unique among the control centers of the organization. */
  centerCode: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 updates it.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Date when the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Maximum time to restore operation, in hours (CIP-009). */
  recoveryTimeObjective: number;
  /** Date of the last test of operation from the backup (CIP-009 R2). */
  backupFacilityTested: string;
  /** Date of the last test of the incident response plan (CIP-008 R2). */
  incidentResponseTested: string;
  address?: Address | null;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Maximum age of lost data, in hours (CIP-009). */
  recoveryPointObjective?: number | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Latitude in decimal degrees (WGS 84). */
  latitude?: string | null;
  /** Longitude in decimal degrees (WGS 84). */
  longitude?: string | null;
  createdAt: string;
  updatedAt: string;
  /** Id of the embedded address. */
  addressId: string;
}

export interface ControlCenterCreate {
  /** Name of the control center. */
  centerTitle: string;
  /** Short code, unique among the control centers of the organization. */
  centerCode: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 updates it.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Date when the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Maximum time to restore operation, in hours (CIP-009). */
  recoveryTimeObjective: number;
  /** Date of the last test of operation from the backup (CIP-009 R2). */
  backupFacilityTested: string;
  /** Date of the last test of the incident response plan (CIP-008 R2). */
  incidentResponseTested: string;
  address: AddressCreate;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Maximum age of lost data, in hours (CIP-009). */
  recoveryPointObjective?: number;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string;
  /** Latitude in decimal degrees (WGS 84). */
  latitude?: number | string;
  /** Longitude in decimal degrees (WGS 84). */
  longitude?: number | string;
}

export interface ControlCenterListItem {
  id: string;
  /** Name of the control center. */
  centerTitle: string;
  /** Short code, unique among the control centers of the organization. */
  centerCode: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 updates it.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Date when the control center went into operation. */
  commissioningDate: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined: boolean;
  /** Maximum time to restore operation, in hours (CIP-009). */
  recoveryTimeObjective: number;
  /** Date of the last test of operation from the backup (CIP-009 R2). */
  backupFacilityTested: string;
  /** Date of the last test of the incident response plan (CIP-008 R2). */
  incidentResponseTested: string;
  address?: Address | null;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Maximum age of lost data, in hours (CIP-009). */
  recoveryPointObjective?: number | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Latitude in decimal degrees (WGS 84). */
  latitude?: string | null;
  /** Longitude in decimal degrees (WGS 84). */
  longitude?: string | null;
  createdAt: string;
  updatedAt: string;
  /** Id of the embedded address. */
  addressId: string;
  /** Number of facilities that the control center operates. */
  managedFacilitiesCount: number;
  /** Number of cyber systems of the control center itself. */
  cyberSystemsCount: number;
  /** Number of cyber assets in those systems. */
  cyberAssetsCount: number;
}

export interface ControlCenterUpdate {
  /** Name of the control center. */
  centerTitle?: string;
  /** Short code, unique among the control centers of the organization. */
  centerCode?: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1; category_2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself. Criterion 2.11 updates it.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Date when the control center went into operation. */
  commissioningDate?: string;
  /** An electronic security perimeter is defined (CIP-005 R1). */
  espDefined?: boolean;
  /** A physical security perimeter is defined (CIP-006 R1). */
  pspDefined?: boolean;
  /** Maximum time to restore operation, in hours (CIP-009). */
  recoveryTimeObjective?: number;
  /** Date of the last test of operation from the backup (CIP-009 R2). */
  backupFacilityTested?: string;
  /** Date of the last test of the incident response plan (CIP-008 R2). */
  incidentResponseTested?: string;
  address?: AddressUpdate;
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes?: boolean;
  /** NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate?: string;
  /** Maximum age of lost data, in hours (CIP-009). */
  recoveryPointObjective?: number | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
}

export interface CyberAsset {
  id: string;
  /** The cyber system of the asset. */
  cyberSystemId: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device, unique within its cyber system. */
  assetTag: string;
  /** Number of identical devices that the record represents: a number in requests, a string in responses. */
  count: string;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
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
  /** Its required ports and services are documented (CIP-007 R1). */
  portsServicesDocumented: boolean;
  /** Security events are logged (CIP-007 R4). */
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
  /** Location: building, room, rack. */
  physicalLocation: string | null;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CyberAssetCreate {
  /** The cyber system of the asset. */
  cyberSystemId: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device, unique within its cyber system. */
  assetTag: string;
  /** Number of identical devices that the record represents: a number in requests, a string in responses. */
  count: number;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
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
  /** Its required ports and services are documented (CIP-007 R1). */
  portsServicesDocumented: boolean;
  /** Security events are logged (CIP-007 R4). */
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
  /** Location: building, room, rack. */
  physicalLocation?: string;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string;
  /** Date of the last audit. */
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
  /** Tag on the device, unique within its cyber system. */
  assetTag?: string;
  /** Number of identical devices that the record represents: a number in requests, a string in responses. */
  count?: number;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory?: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
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
  /** Its required ports and services are documented (CIP-007 R1). */
  portsServicesDocumented?: boolean;
  /** Security events are logged (CIP-007 R4). */
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
  /** Location: building, room, rack. */
  physicalLocation?: string | null;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
}

export interface CyberAssetVersion {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Time of the change. Changes in one transaction have the same time, later than that of earlier changes. */
  occurredAt: string;
  /** Kind of change; `refused` is a request that was denied. */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused';
  /** Operation or command that made the change. */
  operationId: string | null;
  actor: Actor;
  /** Reason for the change, from `X-Change-Reason`. */
  changeReason: string | null;
  /** `X-Request-Id` of the request. */
  requestId: string | null;
  /** Time when the next version replaced it; null if it is current. */
  supersededAt: string | null;
  cyberAsset: CyberAsset;
}

export interface CyberSystem {
  id: string;
  /** Name of the BES Cyber System. */
  systemTitle: string;
  /** Short code, unique among the cyber systems of the organization. */
  systemCode: string;
  /** Type of system. */
  systemType: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** Function of the system in the reliable operation of the BES. */
  systemFunction: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess: boolean;
  /** The facility of the system. A system has a facility or a control center, not both. */
  facilityId?: string | null;
  /** The control center of the system. */
  controlCenterId?: string | null;
  /** Vendor of the system. */
  vendorName?: string | null;
  /** Version of the software. */
  softwareVersion?: string | null;
  /** Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface CyberSystemCreate {
  /** Name of the BES Cyber System. */
  systemTitle: string;
  /** Short code, unique among the cyber systems of the organization. */
  systemCode: string;
  /** Type of system. */
  systemType: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** Function of the system in the reliable operation of the BES. */
  systemFunction: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess: boolean;
  /** The facility of the system. A system has a facility or a control center, not both. */
  facilityId?: string;
  /** The control center of the system. */
  controlCenterId?: string;
  /** Vendor of the system. */
  vendorName?: string;
  /** Version of the software. */
  softwareVersion?: string;
  /** Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string;
  /** Date of the last audit. */
  lastAuditDate?: string;
}

export interface CyberSystemUpdate {
  /** Name of the BES Cyber System. */
  systemTitle?: string;
  /** Short code, unique among the cyber systems of the organization. */
  systemCode?: string;
  /** Type of system. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action';
  /** Function of the system in the reliable operation of the BES. */
  systemFunction?: string;
  /** Reachable from outside its electronic security perimeter (ERC, NERC Glossary). */
  externalRoutableConnectivity?: boolean;
  /** Persons use it from outside the perimeter (CIP-005 R2). */
  interactiveRemoteAccess?: boolean;
  /** The facility of the system. A system has a facility or a control center, not both. */
  facilityId?: string | null;
  /** The control center of the system. */
  controlCenterId?: string | null;
  /** Vendor of the system. */
  vendorName?: string | null;
  /** Version of the software. */
  softwareVersion?: string | null;
  /** Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
}

export interface ExportControlCenterCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
}

export interface ExportControlCenterLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
}

export interface ExportCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
}

export interface ExportLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
}

export interface Facility {
  id: string;
  /** Name of the facility. */
  title: string;
  /** Short code, unique among the facilities of the organization. */
  facilityCode: string;
  /** Function of the facility. */
  facilityType: 'generation' | 'transmission' | 'distribution';
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
  /** Status of the NERC registration. */
  registrationStatus: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Energy sources of a generation facility. A hybrid plant has several. */
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
  /** Date when the NERC registration took effect. */
  registrationDate?: string | null;
  /** Date when the facility went into operation. */
  commissioningDate?: string | null;
  /** Control center that operates the facility. A change applies criterion 2.11. */
  controlCenterId?: string | null;
  /** Date of the assignment to the control center. Defaults to the current date. */
  assignedDate?: string | null;
  address?: Address | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Latitude in decimal degrees (WGS 84). */
  latitude?: string | null;
  /** Longitude in decimal degrees (WGS 84). */
  longitude?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface FacilityCreate {
  /** Name of the facility. */
  title: string;
  /** Short code, unique among the facilities of the organization. */
  facilityCode: string;
  /** Function of the facility. */
  facilityType: 'generation' | 'transmission' | 'distribution';
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
  /** Status of the NERC registration. */
  registrationStatus: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes: boolean;
  /** NERC regional entity. */
  regionalEntity: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate: string;
  /** Energy sources of a generation facility. A hybrid plant has several. */
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
  /** Date when the NERC registration took effect. */
  registrationDate?: string;
  /** Date when the facility went into operation. */
  commissioningDate?: string;
  /** Control center that operates the facility. A change applies criterion 2.11. */
  controlCenterId?: string;
  /** Date of the assignment to the control center. Defaults to the current date. */
  assignedDate?: string;
  address?: AddressCreate;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string;
  /** Latitude in decimal degrees (WGS 84). */
  latitude?: number | string;
  /** Longitude in decimal degrees (WGS 84). */
  longitude?: number | string;
}

export interface FacilityIds {
  /** The facilities. Either all or none are changed. */
  facilityIds: string[];
}

export interface FacilityUpdate {
  /** Name of the facility. */
  title?: string;
  /** Short code, unique among the facilities of the organization. */
  facilityCode?: string;
  /** Function of the facility. */
  facilityType?: 'generation' | 'transmission' | 'distribution';
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
  /** Status of the NERC registration. */
  registrationStatus?: 'registered' | 'pending' | 'not_required' | 'not_applicable';
  /** Interconnection that the facility is synchronized to. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** Part of the Bulk Electric System (NERC Glossary). */
  bes?: boolean;
  /** NERC regional entity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE';
  /** Date of the last review (CIP-002-5.1a R2: at least every 15 calendar months). */
  lastReviewDate?: string;
  /** Energy sources of a generation facility. A hybrid plant has several. */
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
  /** Date when the NERC registration took effect. */
  registrationDate?: string | null;
  /** Date when the facility went into operation. */
  commissioningDate?: string | null;
  /** Control center that operates the facility. A change applies criterion 2.11. */
  controlCenterId?: string | null;
  /** Date of the assignment to the control center. Defaults to the current date. */
  assignedDate?: string | null;
  address?: AddressUpdate | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
}

export interface GetActivityLogsByEntityQuery {
  /**
   * Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or
   * repeats.
   */
  after?: number;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
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
  /** Only items with this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetControlCenterImpactDeterminationsQuery {
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetControlCentersQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items with this text, in any case, in one of: centerTitle, centerCode, nercRegistrationId, address. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetCyberAssetsByControlCenterQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetCyberAssetsByFacilityQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetCyberAssetsBySystemQuery {
  /** Only items of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetCyberSystemsByControlCenterQuery {
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetCyberSystemsByFacilityQuery {
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetPhysicalAreasByControlCenterQuery {
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface GetPhysicalAreasByFacilityQuery {
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface ImpactDetermination {
  id: string;
  controlCenterId: string;
  previousImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Deciding criterion of CIP-002-5.1a Attachment 1; null if high was kept. */
  criterion: string | null;
  /** Interconnection with the most BES generation. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec' | null;
  /** BES generation in that interconnection, in MW. */
  capacityMw: string;
  reason: string;
  /** Operation that changed the facilities. */
  operationId: string | null;
  createdAt: string;
}

export interface ImportAction {
  /** 1 is the highest priority. */
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
  /** The first affected rows, such as "2, 5, 9". */
  sampleRows: string;
  suggestion: string;
}

export interface ImportResult {
  success: boolean;
  createdCount?: number;
  errorCount?: number;
  rowsWithErrors?: number;
  /** There are more errors than `errors` lists. */
  hasMoreErrors?: boolean;
  errors?: ImportRowError[];
  actions?: ImportAction[];
  summary?: ImportSummary;
}

export interface ImportRowError {
  /** Row number as in a spreadsheet: the header is row 1. */
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
  /** Only entries of this actor: the id of an API key, or a label. */
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
   * Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or
   * repeats.
   */
  after?: number;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
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
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface ListCyberSystemsQuery {
  /** Only items of this facility. */
  facilityId?: string;
  /** Only items of this control center. */
  controlCenterId?: string;
  /** Only systems with a cyber asset of this impact level. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
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
  /** Only items with this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string;
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface Message {
  message: string;
}

export interface PageQuery {
  /** Maximum number of items. Turns on paging; the URL of the next page is in the `Link` header. */
  limit?: number;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string;
}

export interface PhysicalArea {
  id: string;
  /** Name, unique within its facility or control center. */
  name: string;
  /** Purpose and location of the area. */
  description?: string | null;
  facilityId: string | null;
  controlCenterId: string | null;
  cyberAssets?: CyberAssetRef[];
  /**
   * Computed from the assets in the area: a physical security perimeter if one has high or medium impact (CIP-006), a
   * low impact area if one has low impact (CIP-003 Att. 1, section 2), otherwise unregulated.
   */
  regulatoryType?: 'PSP' | 'LowImpactArea' | 'Unregulated' | null;
  isDeleted?: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface PhysicalAreaCreate {
  /** Name, unique within its facility or control center. */
  name: string;
  /** Purpose and location of the area. */
  description?: string;
  /** The facility of the area. An area has either a facility or a control center. */
  facilityId?: string;
  /** The control center of the area. */
  controlCenterId?: string;
  /** All cyber assets in the area. */
  cyberAssetIds: string[];
}

export interface PhysicalAreaUpdate {
  /** Name, unique within its facility or control center. */
  name?: string;
  /** Purpose and location of the area. */
  description?: string | null;
  /** All cyber assets in the area. */
  cyberAssetIds: string[];
}

export interface PreviewImpactCapacity {
  /** Current BES generation, in MW. */
  currentMw: number;
  /** BES generation after the change, in MW. */
  afterMw: number;
  /** Impact level of afterMw by criterion 2.11. */
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
  /** Facilities to assign. */
  facilityIds?: string[];
  /** One more facility to assign. */
  addFacilityId?: string;
  /** One more facility to unassign. */
  removeFacilityId?: string;
  /** Facilities to unassign. */
  removeFacilityIds?: string[];
  /** A facility with another capacity or interconnection. */
  updateFacility?: PreviewImpactUpdateFacility;
}

export interface PreviewImpactResponse {
  currentImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  newImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  willChange: boolean;
  /** Megawatts, criterion, and result, in one sentence. */
  reason?: string;
  /** The interconnection that meets criterion 2.11, if any. */
  thresholdInterconnection?: 'eastern' | 'western' | 'ercot' | 'québec';
  /** BES generation in that interconnection, in MW. */
  thresholdCapacityMw?: number;
  capacityBreakdown: PreviewImpactCapacityBreakdown;
  facilitiesBeingAdded?: PreviewImpactFacility[];
}

export interface PreviewImpactUpdateFacility {
  facilityId: string;
  /** New capacity in MW. */
  capacityMw: number | string;
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec';
}
