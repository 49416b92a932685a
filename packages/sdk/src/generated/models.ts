// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

export interface AcceptedCosignatures {
  /** The witnesses whose cosignatures are kept now. */
  witnesses: string[];
}

export interface Access {
  /** The permission in the query. */
  permission: string;
  /** Whether the key has the permission. */
  hasAccess: boolean;
}

export interface ActivityEntry {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Time of the change. Changes in one transaction have the same time, later than that of earlier changes. */
  occurredAt: string;
  /**
   * Kind of change. `refused` is a request that was denied; `migrated` says how an update of the software changed the
   * fields of a kind of record. Of the log itself: `rotated` is a new signing key, `forked` a new epoch.
   */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused' | 'migrated' | 'rotated' | 'forked';
  /** Operation or command that made the change. */
  operationId: string | null;
  actor: Actor;
  /** Reason for the change, from `X-Change-Reason`. */
  changeReason: string | null;
  /** `X-Request-Id` of the request. */
  requestId: string | null;
  /** Kind of the record, as in paths. Of a refused request, the first part of its path. */
  resourceType: string;
  /** Id of the record. Of a refused request, the id in its path. */
  resourceId: string | null;
  /** The changed fields before the change; null if the record was created or the request refused. */
  before: Record<string, unknown> | null;
  /**
   * The changed fields after the change: all fields if the record was created; the reason if the request was refused.
   */
  after: Record<string, unknown> | null;
  /** The whole record after the change; null if `after` already has all of it, or the record was deleted. */
  record: Record<string, unknown> | null;
  /** Random. It is hashed together with the content. */
  salt: string;
}

export interface ActivityFinding {
  /** What it is about: a definition is a trigger, function, policy, or grant of the database. */
  kind: 'organization' | 'definition' | 'entry' | 'tree' | 'checkpoint' | 'record';
  /** What is wrong, for people. */
  what: string;
  /** The entry that it is about, or the last one that agrees. */
  sequence: number | null;
  /** Kind of the record. */
  resourceType: string | null;
  /** Id of the record. */
  resourceId: string | null;
  /** It was done after this moment. */
  since: string | null;
  /** How many others of its kind there are. */
  others: number;
}

export interface ActivityVerification {
  id: string;
  requestedAt: string;
  /** Null until it is finished. */
  finishedAt: string | null;
  /** Whether nothing is wrong; null until it is finished. */
  isWhole: boolean | null;
  /** Number of entries in the log. */
  entries: number | null;
  /** Number of entries in the Merkle tree; the others were new. */
  sealedEntries: number | null;
  /** The first of each kind of thing that is wrong. */
  findings: ActivityFinding[] | null;
}

export interface Actor {
  /**
   * An API key, a user of the command line, a user of the database itself, or a version of this software that migrated
   * the data.
   */
  type: 'api_key' | 'operator' | 'database' | 'software';
  /** Id of the API key. */
  id: string | null;
  /** Name or hint of the key, name of the user, or version of the software, at the time. */
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
  /** The user that the key acts for. The key is revoked when the user is deleted or becomes inactive. */
  userId: string | null;
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
    | 'users:read'
    | 'users:write'
    | 'saved-views:read'
    | 'saved-views:write'
    | 'organization:read'
    | 'cip-senior-manager-assignments:read'
    | 'organization:write'
    | 'cip-senior-manager-assignments:write'
    | 'tasks:write'
    | 'potential-noncompliances:write'
    | 'calendar-feeds:write'
    | 'activity:read'
    | 'data-quality:read'
    | 'impact-assessments:read'
    | 'requirements:read'
    | 'tasks:read'
    | 'potential-noncompliances:read'
    | 'api-keys:admin'
  )[];
  /** The key is rejected from this time on. Must be in the future. */
  expiresAt?: string | Date;
  /** The user that the key acts for. The key is revoked when the user is deleted or becomes inactive. */
  userId?: string;
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
  /** The user that the key acts for. The key is revoked when the user is deleted or becomes inactive. */
  userId: string | null;
  createdAt: string;
  updatedAt: string;
  /** The key itself. It is not stored, and cannot be read again. */
  key: string;
}

export interface ApplicabilityResource {
  type: string;
  id: string | null;
  title: string;
}

export interface ApplyRequirements {
  /** Applies the plan. Without it, nothing is changed. */
  apply?: boolean;
  /** The first due date of new tasks. The default is today. */
  firstDue?: string;
  /** Only these parts. */
  parts?: string[];
  /** The user who gets the new tasks. */
  assigneeId?: string;
}

export interface AuditPackageInput {
  /** Beginning of the period: the package has the lists as of this moment. */
  from: string | Date;
  /** End of the period: the package has the lists as of this moment too, and every change between. */
  to: string | Date;
  /** Only this facility, with everything that ever belonged to it; by default, the whole organization. */
  facilityId?: string | null;
}

export interface BrokenDataQualityRule {
  /** Kind of the record, as in its URL. */
  resourceType: 'facilities' | 'control-centers' | 'cyber-systems' | 'cyber-assets' | 'physical-areas';
  /** The rule that the record breaks. */
  rule:
    | 'malformed_nerc_registration_id'
    | 'incomplete_coordinates'
    | 'coordinates_outside_north_america'
    | 'future_commissioning_date'
    | 'duplicate_title'
    | 'similar_facility_code'
    | 'future_registration_date'
    | 'future_assigned_date'
    | 'overdue_last_review_date'
    | 'plant_rated_too_low'
    | 'interconnection_outside_region'
    | 'mw_above_mva'
    | 'generation_type_without_generation'
    | 'large_plant_outside_bes'
    | 'bes_without_impact'
    | 'missing_generation_type'
    | 'missing_capacity'
    | 'missing_ratings'
    | 'missing_nerc_registration_id'
    | 'missing_location'
    | 'duplicate_center_title'
    | 'similar_center_code'
    | 'overdue_backup_facility_tested'
    | 'overdue_incident_response_tested'
    | 'control_center_rated_too_low'
    | 'perimeter_not_defined'
    | 'duplicate_system_title'
    | 'similar_system_code'
    | 'overdue_last_vulnerability_assessment'
    | 'missing_vulnerability_assessment'
    | 'remote_access_without_connectivity'
    | 'system_rated_below_control_center'
    | 'missing_site'
    | 'system_without_assets'
    | 'similar_asset_tag'
    | 'duplicate_serial_number'
    | 'duplicate_ip_address'
    | 'duplicate_mac_address'
    | 'one_identity_for_many'
    | 'damaged_serial_number'
    | 'not_a_device_address'
    | 'address_without_protocol'
    | 'remote_access_without_connection'
    | 'retired_in_service'
    | 'in_service_before_plan'
    | 'impact_above_site'
    | 'asset_rated_below_system'
    | 'missing_serial_number'
    | 'missing_ip_address'
    | 'missing_software_version'
    | 'missing_physical_area'
    | 'similar_name'
    | 'area_without_assets';
  /** Kind of the rule. */
  category: 'duplicate' | 'contradiction' | 'overdue' | 'missing';
  /** What is odd, in one sentence. */
  problem: string;
  /** How to fix it, in one sentence. */
  fix: string;
  /** How many records break the rule. */
  count: number;
}

export interface BulkTask {
  id: string;
  /** What is to be done. */
  title: string;
  /** The status of the current occurrence. `overdue` is computed. */
  status: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled';
  /** The planned date. */
  dueDate: string;
}

export interface CalendarFeed {
  userId: string;
  /**
   * The path of the calendar at this server. Whoever has it can read the calendar. It is not stored, and cannot be
   * read again.
   */
  path: string;
  createdAt: string;
}

export interface CheckAccessQuery {
  /** A permission. */
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
    | 'users:read'
    | 'users:write'
    | 'saved-views:read'
    | 'saved-views:write'
    | 'organization:read'
    | 'cip-senior-manager-assignments:read'
    | 'organization:write'
    | 'cip-senior-manager-assignments:write'
    | 'tasks:write'
    | 'potential-noncompliances:write'
    | 'calendar-feeds:write'
    | 'activity:read'
    | 'data-quality:read'
    | 'impact-assessments:read'
    | 'requirements:read'
    | 'tasks:read'
    | 'potential-noncompliances:read'
    | 'api-keys:admin';
}

export interface CipSeniorManagerAssignment {
  id: string;
  /** The CIP Senior Manager. */
  userId: string;
  /** First day of the assignment. */
  effectiveDate: string;
  /** Last day of the assignment; null if it goes on. */
  endDate: string | null;
  /** When the change was documented. */
  documentedAt: string;
  /** Last day on which documenting it is in time: 30 calendar days after the first day (CIP-003 R3). */
  documentBy: string;
  /** It was documented after that day. */
  isDocumentedLate: boolean;
  createdAt: string;
  updatedAt: string;
}

export interface CipSeniorManagerAssignmentCreate {
  /** The CIP Senior Manager. */
  userId: string;
  /** First day of the assignment. */
  effectiveDate: string;
  /** When the change was documented. Defaults to now. */
  documentedAt?: string | Date;
}

export interface CipSeniorManagerAssignmentUpdate {
  /** The CIP Senior Manager. */
  userId?: string;
  /** First day of the assignment. */
  effectiveDate?: string;
  /** Last day of the assignment; null if it goes on. */
  endDate?: string | null;
  /** When the change was documented. Defaults to now. */
  documentedAt?: string | Date;
}

export interface Clock {
  /** When to alert: a local date, or a timestamp with an offset. */
  alertDue: string | null;
  /** The last date or moment in time. */
  hardDue: string | null;
  /** When it can be done in time. */
  window: {
    from: string | null;
    to: string | null;
  };
  state: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late';
  /** A sentence from which each date can be calculated again by hand. */
  reason: string;
}

export interface ClockSettings {
  /** Whether calendar months end with the month. NERC has confirmed neither reading. */
  calendarMonthReading?: 'end_of_month' | 'same_day';
  /** Days from the alert to the hard date; at most half of the span. */
  alertDays?: number;
}

export interface ControlCenter {
  id: string;
  /** Name of the control center. */
  centerTitle: string;
  /** Short code, unique among the control centers of the organization. */
  centerCode: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /**
   * What it does as a control center: Reliability Coordinator, Balancing Authority, Transmission Operator, or
   * Generator Operator (CIP-002-5.1a Att. 1, 1.1 to 1.4).
   */
  functions?: ('RC' | 'BA' | 'TOP' | 'GOP')[] | null;
  /** Generation in MW of the Balancing Authority Area in one Interconnection, the highest (1.2 and 2.13). */
  balancingMw?: string | null;
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
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /**
   * What it does as a control center: Reliability Coordinator, Balancing Authority, Transmission Operator, or
   * Generator Operator (CIP-002-5.1a Att. 1, 1.1 to 1.4).
   */
  functions?: ('RC' | 'BA' | 'TOP' | 'GOP')[];
  /** Generation in MW of the Balancing Authority Area in one Interconnection, the highest (1.2 and 2.13). */
  balancingMw?: number | string;
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
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /**
   * What it does as a control center: Reliability Coordinator, Balancing Authority, Transmission Operator, or
   * Generator Operator (CIP-002-5.1a Att. 1, 1.1 to 1.4).
   */
  functions?: ('RC' | 'BA' | 'TOP' | 'GOP')[] | null;
  /** Generation in MW of the Balancing Authority Area in one Interconnection, the highest (1.2 and 2.13). */
  balancingMw?: string | null;
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

export type ControlCenterSort = 'centerTitle' | '-centerTitle' | 'centerCode' | '-centerCode' | 'impactLevel' | '-impactLevel' | 'commissioningDate' | '-commissioningDate' | 'espDefined' | '-espDefined' | 'pspDefined' | '-pspDefined' | 'recoveryTimeObjective' | '-recoveryTimeObjective' | 'backupFacilityTested' | '-backupFacilityTested' | 'incidentResponseTested' | '-incidentResponseTested' | 'bes' | '-bes' | 'regionalEntity' | '-regionalEntity' | 'lastReviewDate' | '-lastReviewDate' | 'balancingMw' | '-balancingMw' | 'recoveryPointObjective' | '-recoveryPointObjective' | 'nercRegistrationId' | '-nercRegistrationId' | 'latitude' | '-latitude' | 'longitude' | '-longitude' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface ControlCenterUpdate {
  /** Name of the control center. */
  centerTitle?: string;
  /** Short code, unique among the control centers of the organization. */
  centerCode?: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /**
   * What it does as a control center: Reliability Coordinator, Balancing Authority, Transmission Operator, or
   * Generator Operator (CIP-002-5.1a Att. 1, 1.1 to 1.4).
   */
  functions?: ('RC' | 'BA' | 'TOP' | 'GOP')[] | null;
  balancingMw?: number | string | null;
  /** Maximum age of lost data, in hours (CIP-009). */
  recoveryPointObjective?: number | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
}

export interface CosignedCheckpoint {
  /** A signed checkpoint of this log, with the cosignatures. */
  checkpoint: string;
}

export interface CyberAsset {
  id: string;
  /** The cyber system of the asset. */
  cyberSystemId: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device, unique within its cyber system. */
  assetTag: string;
  /** Number of identical devices that the record represents. A string in responses. */
  count: string;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
  assetType: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /** MAC address of 48 bits. */
  macAddress?: string | null;
  /** Location: building, room, rack. */
  physicalLocation: string | null;
  /** Name of its electronic security perimeter (CIP-005 R1). */
  electronicSecurityPerimeter?: string | null;
  /** Has an electronic access point of the perimeter (CIP-005 R1.2). */
  electronicAccessPoint?: boolean | null;
  /** Intermediate System for Interactive Remote Access (CIP-005 R2). */
  intermediateSystem?: boolean | null;
  /** Who manages a Transient Cyber Asset (CIP-010 R4). */
  managedBy?: 'own' | 'vendor' | null;
  /** Can be patched by its vendor or its owner (CIP-007 R2). */
  patchable?: boolean | null;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
  /** Date when it is planned to go into service. */
  plannedDate?: string | null;
  /** Date when it was commissioned (CIP-010 R1). */
  commissionedDate?: string | null;
  /** Date when it was retired. Sanitize its data before reuse or disposal (CIP-011 R2). */
  retiredDate?: string | null;
  /** The cyber asset that replaced it. */
  replacedBy?: string | null;
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
  /** Number of identical devices that the record represents. A string in responses. */
  count: number | string;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
  assetType: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /** MAC address of 48 bits. */
  macAddress?: string;
  /** Location: building, room, rack. */
  physicalLocation?: string;
  /** Name of its electronic security perimeter (CIP-005 R1). */
  electronicSecurityPerimeter?: string;
  /** Has an electronic access point of the perimeter (CIP-005 R1.2). */
  electronicAccessPoint?: boolean;
  /** Intermediate System for Interactive Remote Access (CIP-005 R2). */
  intermediateSystem?: boolean;
  /** Who manages a Transient Cyber Asset (CIP-010 R4). */
  managedBy?: 'own' | 'vendor';
  /** Can be patched by its vendor or its owner (CIP-007 R2). */
  patchable?: boolean;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string;
  /** Date of the last audit. */
  lastAuditDate?: string;
  /** Date when it is planned to go into service. */
  plannedDate?: string;
  /** Date when it was commissioned (CIP-010 R1). */
  commissionedDate?: string;
  /** Date when it was retired. Sanitize its data before reuse or disposal (CIP-011 R2). */
  retiredDate?: string;
  /** The cyber asset that replaced it. */
  replacedBy?: string;
}

export interface CyberAssetRef {
  id: string;
  /** Name of the cyber asset. */
  assetTitle: string;
  /** Tag on the device, unique within its cyber system. */
  assetTag: string;
}

export type CyberAssetSort = 'assetTitle' | '-assetTitle' | 'assetTag' | '-assetTag' | 'count' | '-count' | 'cipAssetCategory' | '-cipAssetCategory' | 'assetType' | '-assetType' | 'impactLevel' | '-impactLevel' | 'manufacturer' | '-manufacturer' | 'model' | '-model' | 'inService' | '-inService' | 'dialUpConnectivity' | '-dialUpConnectivity' | 'routableProtocol' | '-routableProtocol' | 'remoteAccessAvailable' | '-remoteAccessAvailable' | 'baselineDocumented' | '-baselineDocumented' | 'portsServicesDocumented' | '-portsServicesDocumented' | 'loggingEnabled' | '-loggingEnabled' | 'serialNumber' | '-serialNumber' | 'firmwareVersion' | '-firmwareVersion' | 'operatingSystem' | '-operatingSystem' | 'ipAddress' | '-ipAddress' | 'macAddress' | '-macAddress' | 'physicalLocation' | '-physicalLocation' | 'electronicSecurityPerimeter' | '-electronicSecurityPerimeter' | 'electronicAccessPoint' | '-electronicAccessPoint' | 'intermediateSystem' | '-intermediateSystem' | 'managedBy' | '-managedBy' | 'patchable' | '-patchable' | 'lastPatchDate' | '-lastPatchDate' | 'lastBackupDate' | '-lastBackupDate' | 'lastAuditDate' | '-lastAuditDate' | 'plannedDate' | '-plannedDate' | 'commissionedDate' | '-commissionedDate' | 'retiredDate' | '-retiredDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface CyberAssetUpdate {
  /** The cyber system of the asset. */
  cyberSystemId?: string;
  /** Name of the cyber asset. */
  assetTitle?: string;
  /** Tag on the device, unique within its cyber system. */
  assetTag?: string;
  /** Number of identical devices that the record represents. A string in responses. */
  count?: number | string;
  /**
   * Category by the NERC Glossary: BES Cyber Asset, Protected Cyber Asset, electronic access control or monitoring
   * system, physical access control system, Transient Cyber Asset, or removable media.
   */
  cipAssetCategory?: 'bes_cyber_asset' | 'protected_cyber_asset' | 'eacms' | 'pacs' | 'transient' | 'removable_media';
  /** Type of device, such as relay, switch, or workstation. */
  assetType?: string;
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
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
  /** MAC address of 48 bits. */
  macAddress?: string | null;
  /** Location: building, room, rack. */
  physicalLocation?: string | null;
  /** Name of its electronic security perimeter (CIP-005 R1). */
  electronicSecurityPerimeter?: string | null;
  /** Has an electronic access point of the perimeter (CIP-005 R1.2). */
  electronicAccessPoint?: boolean | null;
  /** Intermediate System for Interactive Remote Access (CIP-005 R2). */
  intermediateSystem?: boolean | null;
  /** Who manages a Transient Cyber Asset (CIP-010 R4). */
  managedBy?: 'own' | 'vendor' | null;
  /** Can be patched by its vendor or its owner (CIP-007 R2). */
  patchable?: boolean | null;
  /** Date of the last security patch (CIP-007 R2). */
  lastPatchDate?: string | null;
  /** Date of the last backup (CIP-009 R1). */
  lastBackupDate?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
  /** Date when it is planned to go into service. */
  plannedDate?: string | null;
  /** Date when it was commissioned (CIP-010 R1). */
  commissionedDate?: string | null;
  /** Date when it was retired. Sanitize its data before reuse or disposal (CIP-011 R2). */
  retiredDate?: string | null;
  /** The cyber asset that replaced it. */
  replacedBy?: string | null;
}

export interface CyberAssetVersion {
  /** Position in the organization’s log: 1, 2, 3 … without gaps, in the order of commits. */
  sequence: number;
  /** Time of the change. Changes in one transaction have the same time, later than that of earlier changes. */
  occurredAt: string;
  /**
   * Kind of change. `refused` is a request that was denied; `migrated` says how an update of the software changed the
   * fields of a kind of record. Of the log itself: `rotated` is a new signing key, `forked` a new epoch.
   */
  action: 'created' | 'updated' | 'deleted' | 'restored' | 'refused' | 'migrated' | 'rotated' | 'forked';
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
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | null;
  /** The criterion that decides it (CIP-002-5.1a Att. 1). */
  impactCriterion?:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6' | null;
  /** Located at a control center. No value means that its control center has it. */
  atControlCenter?: boolean | null;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity?: boolean | null;
  /** Generation in MW that it could affect within 15 minutes, if units share it; otherwise 0 (2.1). */
  sharedGenerationMw?: string | null;
  /** Reactive resources in MVAR that it could affect within 15 minutes, if several share it; otherwise 0 (2.2). */
  sharedReactiveMvar?: string | null;
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
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** The criterion that decides it (CIP-002-5.1a Att. 1). */
  impactCriterion?:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6';
  /** Located at a control center. No value means that its control center has it. */
  atControlCenter?: boolean;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity?: boolean;
  /** Generation in MW that it could affect within 15 minutes, if units share it; otherwise 0 (2.1). */
  sharedGenerationMw?: number | string;
  /** Reactive resources in MVAR that it could affect within 15 minutes, if several share it; otherwise 0 (2.2). */
  sharedReactiveMvar?: number | string;
  /** Vendor of the system. */
  vendorName?: string;
  /** Version of the software. */
  softwareVersion?: string;
  /** Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string;
  /** Date of the last audit. */
  lastAuditDate?: string;
}

export interface CyberSystemImpactAssessment {
  id: string;
  title: string;
  /** As recorded. */
  recordedImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | null;
  /** By the criteria: the highest that is met. */
  impactLevel: 'high' | 'medium' | 'low' | 'not_applicable';
  /** The deciding criterion. */
  criterion:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6' | null;
  reason: string;
  /** Whether no missing input could raise the level. */
  isDecided: boolean;
  /** The inputs that could raise it. */
  missing: string[];
  /** Each criterion that is about it, the highest impact first. */
  findings: ImpactFinding[];
}

export type CyberSystemSort = 'systemTitle' | '-systemTitle' | 'systemCode' | '-systemCode' | 'systemType' | '-systemType' | 'externalRoutableConnectivity' | '-externalRoutableConnectivity' | 'interactiveRemoteAccess' | '-interactiveRemoteAccess' | 'impactLevel' | '-impactLevel' | 'impactCriterion' | '-impactCriterion' | 'atControlCenter' | '-atControlCenter' | 'dialUpConnectivity' | '-dialUpConnectivity' | 'sharedGenerationMw' | '-sharedGenerationMw' | 'sharedReactiveMvar' | '-sharedReactiveMvar' | 'vendorName' | '-vendorName' | 'softwareVersion' | '-softwareVersion' | 'lastVulnerabilityAssessment' | '-lastVulnerabilityAssessment' | 'lastAuditDate' | '-lastAuditDate' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

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
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | null;
  /** The criterion that decides it (CIP-002-5.1a Att. 1). */
  impactCriterion?:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6' | null;
  /** Located at a control center. No value means that its control center has it. */
  atControlCenter?: boolean | null;
  /** Reachable by dial-up (CIP-005 R1.4). */
  dialUpConnectivity?: boolean | null;
  sharedGenerationMw?: number | string | null;
  sharedReactiveMvar?: number | string | null;
  /** Vendor of the system. */
  vendorName?: string | null;
  /** Version of the software. */
  softwareVersion?: string | null;
  /** Date of the last vulnerability assessment (CIP-010 R3: at least every 15 calendar months). */
  lastVulnerabilityAssessment?: string | null;
  /** Date of the last audit. */
  lastAuditDate?: string | null;
}

export interface DataQualityIssue {
  /** Id of the issue: the same as long as the record breaks the rule. */
  id: string;
  /** Kind of the record, as in its URL. */
  resourceType: 'facilities' | 'control-centers' | 'cyber-systems' | 'cyber-assets' | 'physical-areas';
  /** Id of the record. */
  resourceId: string;
  /** Title of the record. */
  title: string;
  /** The rule that the record breaks. */
  rule:
    | 'malformed_nerc_registration_id'
    | 'incomplete_coordinates'
    | 'coordinates_outside_north_america'
    | 'future_commissioning_date'
    | 'duplicate_title'
    | 'similar_facility_code'
    | 'future_registration_date'
    | 'future_assigned_date'
    | 'overdue_last_review_date'
    | 'plant_rated_too_low'
    | 'interconnection_outside_region'
    | 'mw_above_mva'
    | 'generation_type_without_generation'
    | 'large_plant_outside_bes'
    | 'bes_without_impact'
    | 'missing_generation_type'
    | 'missing_capacity'
    | 'missing_ratings'
    | 'missing_nerc_registration_id'
    | 'missing_location'
    | 'duplicate_center_title'
    | 'similar_center_code'
    | 'overdue_backup_facility_tested'
    | 'overdue_incident_response_tested'
    | 'control_center_rated_too_low'
    | 'perimeter_not_defined'
    | 'duplicate_system_title'
    | 'similar_system_code'
    | 'overdue_last_vulnerability_assessment'
    | 'missing_vulnerability_assessment'
    | 'remote_access_without_connectivity'
    | 'system_rated_below_control_center'
    | 'missing_site'
    | 'system_without_assets'
    | 'similar_asset_tag'
    | 'duplicate_serial_number'
    | 'duplicate_ip_address'
    | 'duplicate_mac_address'
    | 'one_identity_for_many'
    | 'damaged_serial_number'
    | 'not_a_device_address'
    | 'address_without_protocol'
    | 'remote_access_without_connection'
    | 'retired_in_service'
    | 'in_service_before_plan'
    | 'impact_above_site'
    | 'asset_rated_below_system'
    | 'missing_serial_number'
    | 'missing_ip_address'
    | 'missing_software_version'
    | 'missing_physical_area'
    | 'similar_name'
    | 'area_without_assets';
  /** Kind of the rule. */
  category: 'duplicate' | 'contradiction' | 'overdue' | 'missing';
  /** What is odd, in one sentence. */
  problem: string;
  /** How to fix it, in one sentence. */
  fix: string;
  /** The fields that the rule is about, with their values. */
  values: Record<string, unknown>;
  /** Time when the record was created. */
  createdAt: string;
}

export interface EventCreate {
  /** A part whose cadence is AFTER, EONCD, or PLANDATE. */
  requirementPart: string;
  /** When it happened, or the date in the plan. Hours and minutes need a timestamp with an offset. */
  triggerAt: string;
  /** What it happened to. */
  resource?: {
    type: string;
    id: string;
  };
  /**
   * Whether it is the other event that the part can count from (`alternativeCountsFrom`), such as the end of
   * extenuating circumstances (CIP-004-7 R5.4). The task then has the cadence `alternativeCadence`.
   */
  alternative?: boolean;
  /** The title of the task. The default is the obligation. */
  title?: string;
  /** The user who does it. */
  assigneeId?: string;
}

export interface ExplainClock {
  /** Such as `CM15`, `CQ`, `CD35`, `AFTER24H`, or `EONCD`. */
  cadence: string;
  /** What it counts from: a local date, or a timestamp with an offset; null for a cadence without dates. */
  trigger: string | null;
  /** IANA time zone. */
  timeZone: string;
  settings?: ClockSettings;
  /** When it was done. */
  performedAt?: string;
}

export interface ExportControlCenterCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportControlCenterLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportControlCentersQuery {
  /** Only control centers with this centerCode, in any case. */
  centerCode?: string | undefined;
  /** Only control centers with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only control centers with this bes. */
  bes?: boolean | undefined;
  /** Only control centers with this regionalEntity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE' | undefined;
  /** Only items with this text, in any case, in one of: centerTitle, centerCode, nercRegistrationId, address. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportCyberAssetsQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only items of this cyber asset. */
  replacedBy?: string | undefined;
  /** Only cyber assets with this assetTag, in any case. */
  assetTag?: string | undefined;
  /** Only cyber assets with this cipAssetCategory. */
  cipAssetCategory?:
    | 'bes_cyber_asset'
    | 'protected_cyber_asset'
    | 'eacms'
    | 'pacs'
    | 'transient'
    | 'removable_media' | undefined;
  /** Only cyber assets with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only cyber assets with this inService. */
  inService?: boolean | undefined;
  /** Only cyber assets with this serialNumber, in any case. */
  serialNumber?: string | undefined;
  /** Only cyber assets with this ipAddress, in any case. */
  ipAddress?: string | undefined;
  /** Only cyber assets with this macAddress, in any case. */
  macAddress?: string | undefined;
  /** Only cyber assets with, or without, a date of retirement. */
  isRetired?: boolean | undefined;
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportCyberSystemsQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only cyber systems with this systemCode, in any case. */
  systemCode?: string | undefined;
  /** Only cyber systems with this systemType. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action' | undefined;
  /** Only systems of this impact level, or with a cyber asset of it. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportFacilitiesQuery {
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only facilities with this facilityCode, in any case. */
  facilityCode?: string | undefined;
  /** Only facilities with this facilityType. */
  facilityType?: 'generation' | 'transmission' | 'distribution' | undefined;
  /** Only facilities with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only facilities with this registrationStatus. */
  registrationStatus?: 'registered' | 'pending' | 'not_required' | 'not_applicable' | undefined;
  /** Only facilities with this interconnection. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec' | undefined;
  /** Only facilities with this bes. */
  bes?: boolean | undefined;
  /** Only facilities with this regionalEntity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE' | undefined;
  /** Only items with this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportLowCyberAssetsCsvQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportPhysicalAreasQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only physical areas with this name, in any case. */
  name?: string | undefined;
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportSavedViewsQuery {
  /** Only items of this user. */
  userId?: string | undefined;
  /** Only saved views with this resource, in any case. */
  resource?: string | undefined;
  /** Only items with this text, in any case, in one of: name. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportTaskReportQuery {
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | 'missed' | undefined;
  /** Only tasks in this state. */
  state?: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled' | undefined;
  /** Only tasks of this user. */
  assigneeId?: string | undefined;
  /** Only tasks of this requirement part. */
  requirementPart?: string | undefined;
  /** Only tasks of parts that begin with this: `CIP-007`. */
  standard?: string | undefined;
  /** Only tasks with this priority. */
  priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined;
  /** Only tasks about this resource. */
  relatedResourceId?: string | undefined;
  /** Only tasks about this facility, or what is in it. */
  facilityId?: string | undefined;
  /** Only tasks about this control center, or what is in it. */
  controlCenterId?: string | undefined;
  /** Only items with this text, in any case, in one of: title, notes, requirementPart. */
  q?: string | undefined;
  /** The first day of the period. Without it, the period has no beginning. */
  from?: string | undefined;
  /** The last day of the period. Without it, the period has no end. */
  to?: string | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportTasksQuery {
  /** Only tasks with this status. */
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | undefined;
  /** Only tasks in this state. */
  state?: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled' | undefined;
  /** Only tasks of this user. */
  assigneeId?: string | undefined;
  /** Only tasks of this requirement part. */
  requirementPart?: string | undefined;
  /** Only tasks of parts that begin with this: `CIP-007`. */
  standard?: string | undefined;
  /** Only tasks with this priority. */
  priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined;
  /** Only tasks due before this date. */
  dueBefore?: string | undefined;
  /** Only tasks due after this date. */
  dueAfter?: string | undefined;
  /** Only tasks about this resource. */
  relatedResourceId?: string | undefined;
  /** Only tasks about this facility, or what is in it. */
  facilityId?: string | undefined;
  /** Only tasks about this control center, or what is in it. */
  controlCenterId?: string | undefined;
  /** Only items with this text, in any case, in one of: title, notes, requirementPart. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
}

export interface ExportUsersQuery {
  /** Only items of this user. */
  managerId?: string | undefined;
  /** Only users with this personType. */
  personType?: 'employee' | 'contractor' | 'vendor' | undefined;
  /** Only users with this status. */
  status?: 'invited' | 'active' | 'inactive' | undefined;
  /** Only users with this email, in any case. */
  email?: string | undefined;
  /** Only users with this role. */
  role?: 'admin' | 'compliance_manager' | 'contributor' | 'auditor' | undefined;
  /** Only items with this text, in any case, in one of: lastName, first and last name, email, jobTitle, employer. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** The default is that of `Accept`, or CSV. */
  format?: 'csv' | 'xlsx' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
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
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). 0: not
   * known yet.
   */
  capacityMw: string;
  /** Apparent power rating in MVA. 0: not known yet. */
  capacityMva: string;
  /** Voltage of the interconnection point in kV. 0: not known yet. */
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
  /**
   * Counts toward the 1500 MW of its control center (criterion 2.11), as all generation that is run from it does, BES
   * or not. No value means yes. If false, notCountedReason is required.
   */
  countsTowardControlCenter?: boolean | null;
  /** Why it does not count toward its control center. */
  notCountedReason?: string | null;
  /** Date of the rated net capability in capacityMw (2.1: the highest of the preceding 12 calendar months). */
  capacityDate?: string | null;
  /** Reactive resources at the site in MVAR, without those of generation (2.2). */
  capacityMvar?: string | null;
  /** Lines of 200 to 299 kV to other Transmission stations: weight 700 (2.5). */
  lines200Kv?: number | null;
  /** Lines of 300 to 499 kV to other Transmission stations: weight 1300 (2.5). */
  lines300Kv?: number | null;
  /** Other Transmission stations connected at 200 kV or higher (2.5). */
  connectedStations?: number | null;
  /** Load in MW that one control system sheds automatically, in a program under NERC or regional standards (2.10). */
  loadSheddingMw?: string | null;
  /** Date of the planner’s notice that the generation is needed against an Adverse Reliability Impact (2.3). */
  reliabilityNoticeDate?: string | null;
  /** Date of the notice that the facility is critical to the derivation of an IROL (2.6). */
  irolNoticeDate?: string | null;
  /** Essential to Nuclear Plant Interface Requirements (2.7). */
  nuclearInterface?: boolean | null;
  /** Its loss would cut off generation of criterion 2.1 or 2.3 (2.8). */
  connectsCriticalGeneration?: boolean | null;
  /** Has a Remedial Action Scheme for the reliable operation of the BES (3.5). */
  remedialActionScheme?: boolean | null;
  /** The failure of its Remedial Action Scheme would violate an IROL (2.9). */
  rasAffectsIrol?: boolean | null;
  /** Blackstart Resource, or on a Cranking Path (3.4). */
  restorationResource?: boolean | null;
  /** Has low impact systems with dial-up connectivity (CIP-003 Att. 1, section 3). */
  dialUpConnectivity?: boolean | null;
  /** Vendors can access its systems remotely (CIP-003-9 Att. 1, section 6). */
  vendorRemoteAccess?: boolean | null;
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
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). 0: not
   * known yet.
   */
  capacityMw: number | string;
  /** Apparent power rating in MVA. 0: not known yet. */
  capacityMva: number | string;
  /** Voltage of the interconnection point in kV. 0: not known yet. */
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
  /**
   * Counts toward the 1500 MW of its control center (criterion 2.11), as all generation that is run from it does, BES
   * or not. No value means yes. If false, notCountedReason is required.
   */
  countsTowardControlCenter?: boolean;
  /** Why it does not count toward its control center. */
  notCountedReason?: string;
  /** Date of the rated net capability in capacityMw (2.1: the highest of the preceding 12 calendar months). */
  capacityDate?: string;
  /** Reactive resources at the site in MVAR, without those of generation (2.2). */
  capacityMvar?: number | string;
  /** Lines of 200 to 299 kV to other Transmission stations: weight 700 (2.5). */
  lines200Kv?: number;
  /** Lines of 300 to 499 kV to other Transmission stations: weight 1300 (2.5). */
  lines300Kv?: number;
  /** Other Transmission stations connected at 200 kV or higher (2.5). */
  connectedStations?: number;
  /** Load in MW that one control system sheds automatically, in a program under NERC or regional standards (2.10). */
  loadSheddingMw?: number | string;
  /** Date of the planner’s notice that the generation is needed against an Adverse Reliability Impact (2.3). */
  reliabilityNoticeDate?: string;
  /** Date of the notice that the facility is critical to the derivation of an IROL (2.6). */
  irolNoticeDate?: string;
  /** Essential to Nuclear Plant Interface Requirements (2.7). */
  nuclearInterface?: boolean;
  /** Its loss would cut off generation of criterion 2.1 or 2.3 (2.8). */
  connectsCriticalGeneration?: boolean;
  /** Has a Remedial Action Scheme for the reliable operation of the BES (3.5). */
  remedialActionScheme?: boolean;
  /** The failure of its Remedial Action Scheme would violate an IROL (2.9). */
  rasAffectsIrol?: boolean;
  /** Blackstart Resource, or on a Cranking Path (3.4). */
  restorationResource?: boolean;
  /** Has low impact systems with dial-up connectivity (CIP-003 Att. 1, section 3). */
  dialUpConnectivity?: boolean;
  /** Vendors can access its systems remotely (CIP-003-9 Att. 1, section 6). */
  vendorRemoteAccess?: boolean;
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

export type FacilitySort = 'title' | '-title' | 'facilityCode' | '-facilityCode' | 'facilityType' | '-facilityType' | 'impactLevel' | '-impactLevel' | 'capacityMw' | '-capacityMw' | 'capacityMva' | '-capacityMva' | 'voltageKv' | '-voltageKv' | 'registrationStatus' | '-registrationStatus' | 'interconnection' | '-interconnection' | 'bes' | '-bes' | 'regionalEntity' | '-regionalEntity' | 'lastReviewDate' | '-lastReviewDate' | 'registrationDate' | '-registrationDate' | 'commissioningDate' | '-commissioningDate' | 'assignedDate' | '-assignedDate' | 'countsTowardControlCenter' | '-countsTowardControlCenter' | 'capacityDate' | '-capacityDate' | 'capacityMvar' | '-capacityMvar' | 'lines200Kv' | '-lines200Kv' | 'lines300Kv' | '-lines300Kv' | 'connectedStations' | '-connectedStations' | 'loadSheddingMw' | '-loadSheddingMw' | 'reliabilityNoticeDate' | '-reliabilityNoticeDate' | 'irolNoticeDate' | '-irolNoticeDate' | 'nuclearInterface' | '-nuclearInterface' | 'connectsCriticalGeneration' | '-connectsCriticalGeneration' | 'remedialActionScheme' | '-remedialActionScheme' | 'rasAffectsIrol' | '-rasAffectsIrol' | 'restorationResource' | '-restorationResource' | 'dialUpConnectivity' | '-dialUpConnectivity' | 'vendorRemoteAccess' | '-vendorRemoteAccess' | 'nercRegistrationId' | '-nercRegistrationId' | 'latitude' | '-latitude' | 'longitude' | '-longitude' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface FacilityUpdate {
  /** Name of the facility. */
  title?: string;
  /** Short code, unique among the facilities of the organization. */
  facilityCode?: string;
  /** Function of the facility. */
  facilityType?: 'generation' | 'transmission' | 'distribution';
  /**
   * Impact rating by CIP-002-5.1a Attachment 1. Category 2 marks a non-BES inverter plant, which creates no CIP
   * obligation by itself.
   */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /**
   * Rated net capability in MW: the highest of the preceding 12 months (CIP-002-5.1a Att. 1, 2.1 and 2.11). 0: not
   * known yet.
   */
  capacityMw?: number | string;
  /** Apparent power rating in MVA. 0: not known yet. */
  capacityMva?: number | string;
  /** Voltage of the interconnection point in kV. 0: not known yet. */
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
  /**
   * Counts toward the 1500 MW of its control center (criterion 2.11), as all generation that is run from it does, BES
   * or not. No value means yes. If false, notCountedReason is required.
   */
  countsTowardControlCenter?: boolean | null;
  /** Why it does not count toward its control center. */
  notCountedReason?: string | null;
  /** Date of the rated net capability in capacityMw (2.1: the highest of the preceding 12 calendar months). */
  capacityDate?: string | null;
  capacityMvar?: number | string | null;
  /** Lines of 200 to 299 kV to other Transmission stations: weight 700 (2.5). */
  lines200Kv?: number | null;
  /** Lines of 300 to 499 kV to other Transmission stations: weight 1300 (2.5). */
  lines300Kv?: number | null;
  /** Other Transmission stations connected at 200 kV or higher (2.5). */
  connectedStations?: number | null;
  loadSheddingMw?: number | string | null;
  /** Date of the planner’s notice that the generation is needed against an Adverse Reliability Impact (2.3). */
  reliabilityNoticeDate?: string | null;
  /** Date of the notice that the facility is critical to the derivation of an IROL (2.6). */
  irolNoticeDate?: string | null;
  /** Essential to Nuclear Plant Interface Requirements (2.7). */
  nuclearInterface?: boolean | null;
  /** Its loss would cut off generation of criterion 2.1 or 2.3 (2.8). */
  connectsCriticalGeneration?: boolean | null;
  /** Has a Remedial Action Scheme for the reliable operation of the BES (3.5). */
  remedialActionScheme?: boolean | null;
  /** The failure of its Remedial Action Scheme would violate an IROL (2.9). */
  rasAffectsIrol?: boolean | null;
  /** Blackstart Resource, or on a Cranking Path (3.4). */
  restorationResource?: boolean | null;
  /** Has low impact systems with dial-up connectivity (CIP-003 Att. 1, section 3). */
  dialUpConnectivity?: boolean | null;
  /** Vendors can access its systems remotely (CIP-003-9 Att. 1, section 6). */
  vendorRemoteAccess?: boolean | null;
  address?: AddressUpdate | null;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  latitude?: number | string | null;
  longitude?: number | string | null;
}

export interface GetActivityConsistencyProofQuery {
  /** The size of the earlier checkpoint; 0 if there is none. */
  from?: number | undefined;
}

export interface GetActivityLogsByEntityQuery {
  /**
   * Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or
   * repeats.
   */
  after?: number | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetActivityProofQuery {
  /** The entry. */
  sequence: number;
}

export interface GetControlCenterFacilitiesQuery {
  /** Only facilities with this facilityCode, in any case. */
  facilityCode?: string | undefined;
  /** Only facilities with this facilityType. */
  facilityType?: 'generation' | 'transmission' | 'distribution' | undefined;
  /** Only facilities with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only facilities with this registrationStatus. */
  registrationStatus?: 'registered' | 'pending' | 'not_required' | 'not_applicable' | undefined;
  /** Only facilities with this interconnection. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec' | undefined;
  /** Only facilities with this bes. */
  bes?: boolean | undefined;
  /** Only facilities with this regionalEntity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE' | undefined;
  /** Only items with this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: FacilitySort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetControlCenterImpactDeterminationsQuery {
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetControlCentersQuery {
  /** Only control centers with this centerCode, in any case. */
  centerCode?: string | undefined;
  /** Only control centers with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only control centers with this bes. */
  bes?: boolean | undefined;
  /** Only control centers with this regionalEntity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE' | undefined;
  /** Only items with this text, in any case, in one of: centerTitle, centerCode, nercRegistrationId, address. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: ControlCenterSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetCyberAssetsByControlCenterQuery {
  /** Only cyber assets with this assetTag, in any case. */
  assetTag?: string | undefined;
  /** Only cyber assets with this cipAssetCategory. */
  cipAssetCategory?:
    | 'bes_cyber_asset'
    | 'protected_cyber_asset'
    | 'eacms'
    | 'pacs'
    | 'transient'
    | 'removable_media' | undefined;
  /** Only cyber assets with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only cyber assets with this inService. */
  inService?: boolean | undefined;
  /** Only cyber assets with this serialNumber, in any case. */
  serialNumber?: string | undefined;
  /** Only cyber assets with this ipAddress, in any case. */
  ipAddress?: string | undefined;
  /** Only cyber assets with this macAddress, in any case. */
  macAddress?: string | undefined;
  /** Only cyber assets with, or without, a date of retirement. */
  isRetired?: boolean | undefined;
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberAssetSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetCyberAssetsByFacilityQuery {
  /** Only cyber assets with this assetTag, in any case. */
  assetTag?: string | undefined;
  /** Only cyber assets with this cipAssetCategory. */
  cipAssetCategory?:
    | 'bes_cyber_asset'
    | 'protected_cyber_asset'
    | 'eacms'
    | 'pacs'
    | 'transient'
    | 'removable_media' | undefined;
  /** Only cyber assets with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only cyber assets with this inService. */
  inService?: boolean | undefined;
  /** Only cyber assets with this serialNumber, in any case. */
  serialNumber?: string | undefined;
  /** Only cyber assets with this ipAddress, in any case. */
  ipAddress?: string | undefined;
  /** Only cyber assets with this macAddress, in any case. */
  macAddress?: string | undefined;
  /** Only cyber assets with, or without, a date of retirement. */
  isRetired?: boolean | undefined;
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberAssetSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetCyberAssetsBySystemQuery {
  /** Only cyber assets with this assetTag, in any case. */
  assetTag?: string | undefined;
  /** Only cyber assets with this cipAssetCategory. */
  cipAssetCategory?:
    | 'bes_cyber_asset'
    | 'protected_cyber_asset'
    | 'eacms'
    | 'pacs'
    | 'transient'
    | 'removable_media' | undefined;
  /** Only cyber assets with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only cyber assets with this inService. */
  inService?: boolean | undefined;
  /** Only cyber assets with this serialNumber, in any case. */
  serialNumber?: string | undefined;
  /** Only cyber assets with this ipAddress, in any case. */
  ipAddress?: string | undefined;
  /** Only cyber assets with this macAddress, in any case. */
  macAddress?: string | undefined;
  /** Only cyber assets with, or without, a date of retirement. */
  isRetired?: boolean | undefined;
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberAssetSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetCyberSystemsByControlCenterQuery {
  /** Only cyber systems with this systemCode, in any case. */
  systemCode?: string | undefined;
  /** Only cyber systems with this systemType. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action' | undefined;
  /** Only systems of this impact level, or with a cyber asset of it. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberSystemSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetCyberSystemsByFacilityQuery {
  /** Only cyber systems with this systemCode, in any case. */
  systemCode?: string | undefined;
  /** Only cyber systems with this systemType. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action' | undefined;
  /** Only systems of this impact level, or with a cyber asset of it. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberSystemSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetPhysicalAreasByControlCenterQuery {
  /** Only physical areas with this name, in any case. */
  name?: string | undefined;
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: PhysicalAreaSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetPhysicalAreasByFacilityQuery {
  /** Only physical areas with this name, in any case. */
  name?: string | undefined;
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: PhysicalAreaSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetRequirementHorizonQuery {
  /** The date. */
  on: string;
}

export interface GetSavedViewsByUserQuery {
  /** Only saved views with this resource, in any case. */
  resource?: string | undefined;
  /** Only items with this text, in any case, in one of: name. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: SavedViewSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetTaskOccurrencesQuery {
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface GetTasksQuery {
  /** Only tasks with this status. */
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | undefined;
  /** Only tasks in this state. */
  state?: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled' | undefined;
  /** Only tasks of this user. */
  assigneeId?: string | undefined;
  /** Only tasks of this requirement part. */
  requirementPart?: string | undefined;
  /** Only tasks of parts that begin with this: `CIP-007`. */
  standard?: string | undefined;
  /** Only tasks with this priority. */
  priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined;
  /** Only tasks due before this date. */
  dueBefore?: string | undefined;
  /** Only tasks due after this date. */
  dueAfter?: string | undefined;
  /** Only tasks about this resource. */
  relatedResourceId?: string | undefined;
  /** Only tasks about this facility, or what is in it. */
  facilityId?: string | undefined;
  /** Only tasks about this control center, or what is in it. */
  controlCenterId?: string | undefined;
  /** Only items with this text, in any case, in one of: title, notes, requirementPart. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: TaskSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface Horizon {
  on: string;
  /** The jurisdiction of the organization. */
  jurisdiction: string;
  /** Versions that come into force after today, until this date. */
  changes: HorizonChange[];
  /** Versions whose date is not known. */
  undated: StandardVersion[];
}

export interface HorizonChange {
  version: StandardVersion;
  /** The first day for the organization: it comes into force, or was adopted for it. */
  startsOn: string;
  /** Whether the organization adopted it before it comes into force. */
  isAdopted: boolean;
  /** The version that it replaces. */
  supersedes: string | null;
  /** The parts of the catalogue that it replaces. Their text in the new version is not in the catalogue yet. */
  parts: string[];
}

export interface ImpactAssessment {
  id: string;
  siteType: 'facility' | 'control_center';
  title: string;
  /** As recorded. */
  recordedImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | null;
  /** By the criteria: the highest that is met. */
  impactLevel: 'high' | 'medium' | 'low' | 'not_applicable';
  /** The deciding criterion. */
  criterion:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6' | null;
  reason: string;
  /** Whether no missing input could raise the level. */
  isDecided: boolean;
  /** The inputs that could raise it. */
  missing: string[];
  /** Each criterion that is about it, the highest impact first. */
  findings: ImpactFinding[];
  /** The BES Cyber Systems of the site. */
  cyberSystems: CyberSystemImpactAssessment[];
  createdAt: string;
}

export interface ImpactAssessmentDetermination {
  id: string;
  /** The facility, if it is about one or a system of it. */
  facilityId: string | null;
  /** The control center, if it is about one or a system of it. */
  controlCenterId: string | null;
  /** The BES Cyber System; null: it is about the site itself. */
  cyberSystemId: string | null;
  /** Its title at the time. */
  title: string;
  /** That of the determination before; null if this is the first. */
  previousImpactLevel: 'high' | 'medium' | 'low' | 'not_applicable' | null;
  /** As recorded. */
  recordedImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | null;
  /** By the criteria: the highest that is met. */
  impactLevel: 'high' | 'medium' | 'low' | 'not_applicable';
  /** The deciding criterion. */
  criterion:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6' | null;
  reason: string;
  /** Whether no missing input could raise the level. */
  isDecided: boolean;
  /** The inputs that could raise it. */
  missing: string[];
  /** Each criterion that is about it, the highest impact first. */
  findings: ImpactFinding[];
  /** When it was determined. */
  createdAt: string;
}

export interface ImpactDetermination {
  id: string;
  controlCenterId: string;
  previousImpactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  impactLevel: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable';
  /** Deciding criterion of CIP-002-5.1a Attachment 1; null if high was kept. */
  criterion: string | null;
  /** Interconnection with the most generation. */
  interconnection: 'eastern' | 'western' | 'ercot' | 'québec' | null;
  /** Generation in that interconnection, in MW. */
  capacityMw: string;
  reason: string;
  /** Operation that changed the facilities. */
  operationId: string | null;
  createdAt: string;
}

export interface ImpactDeterminationsRecorded {
  /** New entries. */
  recorded: number;
}

export interface ImpactFinding {
  criterion:
    | '1.1'
    | '1.2'
    | '1.3'
    | '1.4'
    | '2.1'
    | '2.2'
    | '2.3'
    | '2.4'
    | '2.5'
    | '2.6'
    | '2.7'
    | '2.8'
    | '2.9'
    | '2.10'
    | '2.11'
    | '2.12'
    | '2.13'
    | '3.1'
    | '3.2'
    | '3.3'
    | '3.4'
    | '3.5'
    | '3.6';
  /** Null if it depends on inputs that are not recorded. */
  isMet: boolean | null;
  /** Below the threshold by at most a tenth of it. */
  isNear: boolean;
  reason: string;
  /** The recorded values that it was judged by. */
  inputs: Record<string, unknown>;
  /** Inputs that are not recorded. */
  missing: string[];
}

export interface ImportAction {
  /** 1 is the highest priority. */
  priority: number;
  message: string;
  reason?: string;
  requiredFields?: string[];
}

export interface ImportChange {
  row: number;
  action: 'created' | 'updated';
  /** Id of the record to update. */
  id?: string;
  fields: ImportFieldChange[];
}

export interface ImportControlCentersQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  centerTitle?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  centerCode?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactLevel?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  commissioningDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  espDefined?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  pspDefined?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  recoveryTimeObjective?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  backupFacilityTested?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  incidentResponseTested?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.addressLine1'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.city'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.state'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.zip'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.addressLine2'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  bes?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  regionalEntity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastReviewDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  functions?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  balancingMw?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  recoveryPointObjective?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  nercRegistrationId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  latitude?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  longitude?: string | undefined;
}

export interface ImportCyberAssetsOfAllSystemsQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  assetTitle?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  assetTag?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  count?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  cipAssetCategory?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  assetType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactLevel?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  manufacturer?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  model?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  inService?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  dialUpConnectivity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  routableProtocol?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  remoteAccessAvailable?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  baselineDocumented?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  portsServicesDocumented?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  loggingEnabled?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  serialNumber?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  firmwareVersion?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  operatingSystem?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  ipAddress?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  macAddress?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  physicalLocation?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  electronicSecurityPerimeter?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  electronicAccessPoint?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  intermediateSystem?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  managedBy?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  patchable?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastPatchDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastBackupDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastAuditDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  plannedDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  commissionedDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  retiredDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  cyberSystemId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  replacedBy?: string | undefined;
}

export interface ImportCyberAssetsQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  assetTitle?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  assetTag?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  count?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  cipAssetCategory?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  assetType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactLevel?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  manufacturer?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  model?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  inService?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  dialUpConnectivity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  routableProtocol?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  remoteAccessAvailable?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  baselineDocumented?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  portsServicesDocumented?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  loggingEnabled?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  serialNumber?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  firmwareVersion?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  operatingSystem?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  ipAddress?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  macAddress?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  physicalLocation?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  electronicSecurityPerimeter?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  electronicAccessPoint?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  intermediateSystem?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  managedBy?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  patchable?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastPatchDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastBackupDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastAuditDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  plannedDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  commissionedDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  retiredDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  replacedBy?: string | undefined;
}

export interface ImportCyberSystemsQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  systemTitle?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  systemCode?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  systemType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  systemFunction?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  externalRoutableConnectivity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  interactiveRemoteAccess?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactLevel?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactCriterion?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  atControlCenter?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  dialUpConnectivity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  sharedGenerationMw?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  sharedReactiveMvar?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  vendorName?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  softwareVersion?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastVulnerabilityAssessment?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastAuditDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  facilityId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  controlCenterId?: string | undefined;
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

export interface ImportFacilitiesQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  title?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  facilityCode?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  facilityType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  impactLevel?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  capacityMw?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  capacityMva?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  voltageKv?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  registrationStatus?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  interconnection?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  bes?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  regionalEntity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastReviewDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  generationType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  registrationDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  commissioningDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  assignedDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  countsTowardControlCenter?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  notCountedReason?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  capacityDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  capacityMvar?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lines200Kv?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lines300Kv?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  connectedStations?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  loadSheddingMw?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  reliabilityNoticeDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  irolNoticeDate?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  nuclearInterface?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  connectsCriticalGeneration?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  remedialActionScheme?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  rasAffectsIrol?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  restorationResource?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  dialUpConnectivity?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  vendorRemoteAccess?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.addressLine1'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.city'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.state'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.zip'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  'address.addressLine2'?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  nercRegistrationId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  latitude?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  longitude?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  controlCenterId?: string | undefined;
}

export interface ImportFieldChange {
  field: string;
  before: string | null;
  after: string | null;
}

export interface ImportPhysicalAreasQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  name?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  description?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  facilityId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  controlCenterId?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  cyberAssetIds?: string | undefined;
}

export interface ImportResult {
  success: boolean;
  createdCount?: number;
  updatedCount?: number;
  /** Rows that have the values of their record already. */
  unchangedCount?: number;
  errorCount?: number;
  rowsWithErrors?: number;
  /** There are more errors than `errors` lists. */
  hasMoreErrors?: boolean;
  errors?: ImportRowError[];
  /** Values to check, at most 100. They do not stop the import. */
  warnings?: ImportRowError[];
  /** With `dryRun`: what each row would change, without rows that change nothing; at most 1000 rows. */
  changes?: ImportChange[];
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

export interface ImportSavedViewsQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  name?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  resource?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  query?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  userId?: string | undefined;
}

export interface ImportSummary {
  message?: string;
  errorTypes?: ImportErrorType[];
}

export interface ImportTemplate {
  /** The CSV header. */
  data: string;
}

export interface ImportUsersQuery {
  /**
   * `create`, the default, ignores the column `id`. `update` changes the record with the `id`, or with the same unique
   * field, and only columns that the file has; an empty cell clears an optional field. `upsert` also creates records
   * that do not exist.
   */
  mode?: 'create' | 'update' | 'upsert' | undefined;
  /** Writes nothing, and returns what each row would change. */
  dryRun?: boolean | undefined;
  /** The value of all rows, if the file has no such column. */
  firstName?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  lastName?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  personType?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  status?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  email?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  jobTitle?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  phone?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  employer?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  role?: string | undefined;
  /** The value of all rows, if the file has no such column. */
  managerId?: string | undefined;
}

export interface ListActivityLogsQuery {
  /** Only entries at or after this moment. */
  from?: string | Date | undefined;
  /** Only entries at or before this moment. */
  to?: string | Date | undefined;
  /** Only entries of this actor: the id of an API key, or a label. */
  actor?: string | undefined;
  /** Only entries of this kind of resource. */
  resourceType?:
    | 'facilities'
    | 'control-centers'
    | 'impact-determinations'
    | 'cyber-systems'
    | 'cyber-assets'
    | 'physical-areas'
    | 'physical-area-cyber-assets'
    | 'users'
    | 'saved-views'
    | 'api-keys'
    | 'sessions'
    | 'organization-settings'
    | 'cip-senior-manager-assignments'
    | 'tasks'
    | 'task-occurrences'
    | 'potential-noncompliances'
    | 'calendar-feeds' | undefined;
  /** Only entries of this resource, by its id. */
  resourceId?: string | undefined;
  /** Only entries of this operation. */
  operation?: string | undefined;
  /**
   * Only entries after this position, oldest first. Use it to continue after the last entry read, without gaps or
   * repeats.
   */
  after?: number | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListApplicableRequirementsQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Only items of this cyber asset. */
  cyberAssetId?: string | undefined;
  /** Only parts of which this is so. */
  applies?: 'yes' | 'no' | 'unknown' | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListCipSeniorManagerAssignmentsQuery {
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListCyberAssetsQuery {
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only items of this cyber asset. */
  replacedBy?: string | undefined;
  /** Only cyber assets with this assetTag, in any case. */
  assetTag?: string | undefined;
  /** Only cyber assets with this cipAssetCategory. */
  cipAssetCategory?:
    | 'bes_cyber_asset'
    | 'protected_cyber_asset'
    | 'eacms'
    | 'pacs'
    | 'transient'
    | 'removable_media' | undefined;
  /** Only cyber assets with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only cyber assets with this inService. */
  inService?: boolean | undefined;
  /** Only cyber assets with this serialNumber, in any case. */
  serialNumber?: string | undefined;
  /** Only cyber assets with this ipAddress, in any case. */
  ipAddress?: string | undefined;
  /** Only cyber assets with this macAddress, in any case. */
  macAddress?: string | undefined;
  /** Only cyber assets with, or without, a date of retirement. */
  isRetired?: boolean | undefined;
  /**
   * Only items with this text, in any case, in one of: assetTitle, assetTag, assetType, serialNumber, ipAddress,
   * macAddress, physicalLocation, manufacturer, model.
   */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberAssetSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListCyberSystemsQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only cyber systems with this systemCode, in any case. */
  systemCode?: string | undefined;
  /** Only cyber systems with this systemType. */
  systemType?: 'scada' | 'ems' | 'dcs' | 'protection' | 'control' | 'monitoring' | 'remedial_action' | undefined;
  /** Only systems of this impact level, or with a cyber asset of it. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only items with this text, in any case, in one of: systemTitle, systemCode, systemFunction, vendorName. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: CyberSystemSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListDataQualityIssuesQuery {
  /** Only issues of this category. */
  category?: 'duplicate' | 'contradiction' | 'overdue' | 'missing' | undefined;
  /** Only issues of this kind of record. */
  resourceType?: 'facilities' | 'control-centers' | 'cyber-systems' | 'cyber-assets' | 'physical-areas' | undefined;
  /** Only issues of this rule. */
  rule?:
    | 'malformed_nerc_registration_id'
    | 'incomplete_coordinates'
    | 'coordinates_outside_north_america'
    | 'future_commissioning_date'
    | 'duplicate_title'
    | 'similar_facility_code'
    | 'future_registration_date'
    | 'future_assigned_date'
    | 'overdue_last_review_date'
    | 'plant_rated_too_low'
    | 'interconnection_outside_region'
    | 'mw_above_mva'
    | 'generation_type_without_generation'
    | 'large_plant_outside_bes'
    | 'bes_without_impact'
    | 'missing_generation_type'
    | 'missing_capacity'
    | 'missing_ratings'
    | 'missing_nerc_registration_id'
    | 'missing_location'
    | 'duplicate_center_title'
    | 'similar_center_code'
    | 'overdue_backup_facility_tested'
    | 'overdue_incident_response_tested'
    | 'control_center_rated_too_low'
    | 'perimeter_not_defined'
    | 'duplicate_system_title'
    | 'similar_system_code'
    | 'overdue_last_vulnerability_assessment'
    | 'missing_vulnerability_assessment'
    | 'remote_access_without_connectivity'
    | 'system_rated_below_control_center'
    | 'missing_site'
    | 'system_without_assets'
    | 'similar_asset_tag'
    | 'duplicate_serial_number'
    | 'duplicate_ip_address'
    | 'duplicate_mac_address'
    | 'one_identity_for_many'
    | 'damaged_serial_number'
    | 'not_a_device_address'
    | 'address_without_protocol'
    | 'remote_access_without_connection'
    | 'retired_in_service'
    | 'in_service_before_plan'
    | 'impact_above_site'
    | 'asset_rated_below_system'
    | 'missing_serial_number'
    | 'missing_ip_address'
    | 'missing_software_version'
    | 'missing_physical_area'
    | 'similar_name'
    | 'area_without_assets' | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListFacilitiesQuery {
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only facilities with this facilityCode, in any case. */
  facilityCode?: string | undefined;
  /** Only facilities with this facilityType. */
  facilityType?: 'generation' | 'transmission' | 'distribution' | undefined;
  /** Only facilities with this impactLevel. */
  impactLevel?: 'high' | 'medium' | 'low' | 'category_2' | 'not_applicable' | undefined;
  /** Only facilities with this registrationStatus. */
  registrationStatus?: 'registered' | 'pending' | 'not_required' | 'not_applicable' | undefined;
  /** Only facilities with this interconnection. */
  interconnection?: 'eastern' | 'western' | 'ercot' | 'québec' | undefined;
  /** Only facilities with this bes. */
  bes?: boolean | undefined;
  /** Only facilities with this regionalEntity. */
  regionalEntity?: 'WECC' | 'MRO' | 'NPCC' | 'RFC' | 'SERC' | 'SPP' | 'TRE' | undefined;
  /** Only items with this text, in any case, in one of: title, facilityCode, nercRegistrationId, address. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: FacilitySort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListImpactAssessmentsQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListImpactDeterminationsQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only items of this cyber system. */
  cyberSystemId?: string | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListPhysicalAreasQuery {
  /** Only items of this facility. */
  facilityId?: string | undefined;
  /** Only items of this control center. */
  controlCenterId?: string | undefined;
  /** Only physical areas with this name, in any case. */
  name?: string | undefined;
  /** Only items with this text, in any case, in one of: name, description. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: PhysicalAreaSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListPotentialNoncompliancesQuery {
  /** Only those with this status. */
  status?: 'open' | 'closed' | undefined;
  /** Only those of parts that begin with this: `CIP-007`. */
  standard?: string | undefined;
  /** Only items with this text, in any case, in one of: extent, cause, mitigation, disposition. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListRequirementsQuery {
  /** Only parts of this standard, with or without its version. */
  standard?: string | undefined;
  /** Only parts with this text, in any case, in one of: id, obligation. */
  q?: string | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListSavedViewsQuery {
  /** Only items of this user. */
  userId?: string | undefined;
  /** Only saved views with this resource, in any case. */
  resource?: string | undefined;
  /** Only items with this text, in any case, in one of: name. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: SavedViewSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListTaskReportQuery {
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | 'missed' | undefined;
  /** Only tasks in this state. */
  state?: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled' | undefined;
  /** Only tasks of this user. */
  assigneeId?: string | undefined;
  /** Only tasks of this requirement part. */
  requirementPart?: string | undefined;
  /** Only tasks of parts that begin with this: `CIP-007`. */
  standard?: string | undefined;
  /** Only tasks with this priority. */
  priority?: 'low' | 'normal' | 'high' | 'urgent' | undefined;
  /** Only tasks about this resource. */
  relatedResourceId?: string | undefined;
  /** Only tasks about this facility, or what is in it. */
  facilityId?: string | undefined;
  /** Only tasks about this control center, or what is in it. */
  controlCenterId?: string | undefined;
  /** Only items with this text, in any case, in one of: title, notes, requirementPart. */
  q?: string | undefined;
  /** The first day of the period. Without it, the period has no beginning. */
  from?: string | undefined;
  /** The last day of the period. Without it, the period has no end. */
  to?: string | undefined;
  /** Field to sort by, with `-` before it in descending order. The default is the order of creation. */
  sort?: TaskReportSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface ListUsersQuery {
  /** Only items of this user. */
  managerId?: string | undefined;
  /** Only users with this personType. */
  personType?: 'employee' | 'contractor' | 'vendor' | undefined;
  /** Only users with this status. */
  status?: 'invited' | 'active' | 'inactive' | undefined;
  /** Only users with this email, in any case. */
  email?: string | undefined;
  /** Only users with this role. */
  role?: 'admin' | 'compliance_manager' | 'contributor' | 'auditor' | undefined;
  /** Only items with this text, in any case, in one of: lastName, first and last name, email, jobTitle, employer. */
  q?: string | undefined;
  /** Only items changed at or after this moment. Let successive calls overlap by a few seconds. */
  updatedSince?: string | Date | undefined;
  /** Deleted items instead of those that exist. */
  isDeleted?: boolean | undefined;
  /** Field to sort by, with `-` before it in descending order. Items without a value come last. */
  sort?: UserSort | undefined;
  /** Returns the state at this moment, from the activity log, including records deleted since then. */
  asOf?: string | Date | undefined;
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
}

export interface Message {
  message: string;
}

export interface NotPlanned {
  /** The requirement part. */
  requirementPart: string;
  /** The cadence. */
  cadence: string;
  /** Why. */
  reason: string;
}

export interface Organization {
  id: string;
  /** Short name. */
  slug: string;
  /** Full name. */
  name: string;
  /** A test organization: its keys begin with rc_test_. */
  isTest: boolean;
  createdAt: string;
}

export interface OrganizationSettings {
  id: string;
  /** Short name. */
  slug: string;
  /** Full name. */
  name: string;
  /** A test organization: its keys begin with rc_test_. */
  isTest: boolean;
  /** IANA time zone of the organization’s dates: days end there. */
  timeZone: string;
  /** Where it is: decides which versions of the standards are in force. */
  jurisdiction: 'US' | 'CA-AB' | 'CA-BC' | 'CA-MB' | 'CA-NB' | 'CA-NS' | 'CA-ON' | 'CA-QC' | 'CA-SK';
  /** Whether n calendar months end with their last month or on the same day. NERC has not confirmed either reading. */
  calendarMonthReading: 'end_of_month' | 'same_day';
  /** Days from the alert to the due date, at most half of the span. */
  alertDays: number;
  /** The manager of the assignee is told of a task that is overdue for more than this many days. */
  escalationDays: number;
  /** Whether people get e-mail about tasks that are due or overdue. */
  remindersEnabled: boolean;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Functions that it is registered for (NERC Compliance Registry). */
  functions?: ('BA' | 'DP' | 'GO' | 'GOP' | 'RC' | 'TO' | 'TOP')[] | null;
  /**
   * Versions of standards that it follows before they come into force, and from when: their text decides what is due
   * from then on.
   */
  adoptedOn?: Record<string, string> | null;
  /** Category of a generator owner or operator. Category 2 alone creates no CIP obligation. */
  registrationCategory?: 'category_1' | 'category_2' | null;
  /**
   * The address that this server sends mail from; null if it sends none, because `SMTP_URL` and `MAIL_FROM` are not
   * set.
   */
  mailFrom: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface OrganizationSettingsUpdate {
  /** IANA time zone of the organization’s dates: days end there. */
  timeZone?: string;
  /** Where it is: decides which versions of the standards are in force. */
  jurisdiction?: 'US' | 'CA-AB' | 'CA-BC' | 'CA-MB' | 'CA-NB' | 'CA-NS' | 'CA-ON' | 'CA-QC' | 'CA-SK';
  /** Whether n calendar months end with their last month or on the same day. NERC has not confirmed either reading. */
  calendarMonthReading?: 'end_of_month' | 'same_day';
  /** Days from the alert to the due date, at most half of the span. */
  alertDays?: number;
  /** The manager of the assignee is told of a task that is overdue for more than this many days. */
  escalationDays?: number;
  /** Whether people get e-mail about tasks that are due or overdue. */
  remindersEnabled?: boolean;
  /** NERC Compliance Registry id (NCR…). */
  nercRegistrationId?: string | null;
  /** Functions that it is registered for (NERC Compliance Registry). */
  functions?: ('BA' | 'DP' | 'GO' | 'GOP' | 'RC' | 'TO' | 'TOP')[] | null;
  /**
   * Versions of standards that it follows before they come into force, and from when: their text decides what is due
   * from then on.
   */
  adoptedOn?: Record<string, string> | null;
  /** Category of a generator owner or operator. Category 2 alone creates no CIP obligation. */
  registrationCategory?: 'category_1' | 'category_2' | null;
}

export interface PageQuery {
  /** Maximum number of items. A log always comes in pages. The URL of the next page is in the `Link` header. */
  limit?: number | undefined;
  /** Start of the page, from the `Link` header of the previous page. */
  cursor?: string | undefined;
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

export type PhysicalAreaSort = 'name' | '-name' | 'description' | '-description' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface PhysicalAreaUpdate {
  /** Name, unique within its facility or control center. */
  name?: string;
  /** Purpose and location of the area. */
  description?: string | null;
  /** All cyber assets in the area. */
  cyberAssetIds?: string[];
}

export interface PlannedChange {
  taskId: string;
  /** The title. */
  title: string;
  /** The requirement part. */
  requirementPart: string;
  /** The new cadence. */
  cadence: string;
  /** Why. */
  reason: string;
}

export interface PlannedEnd {
  taskId: string;
  /** The title. */
  title: string;
  /** The requirement part. */
  requirementPart: string;
  /** Why. */
  reason: string;
}

export interface PlannedTask {
  /** The requirement part. */
  requirementPart: string;
  /** The title. */
  title: string;
  relatedResourceType: 'facility' | 'control_center' | 'cyber_system' | 'cyber_asset' | 'physical_area' | 'user' | null;
  relatedResourceId: string | null;
  /** The first due date: as given, or the day that it was found to apply. The standards do not set it. */
  dueDate: string;
  /** How the date was calculated. */
  dueReason: string;
  /** Why. */
  reason: string;
}

export interface PotentialNoncompliance {
  id: string;
  /** The task that was not performed in time. */
  taskId: string;
  /** The requirement part. */
  requirementPart: string;
  /** The planned date. */
  dueDate: string;
  /** The last date, or moment, in time. */
  hardDue: string;
  /** How the dates were calculated. */
  dueReason: string;
  /** When it was performed; null if it was not. */
  performedOn: string | null;
  /** Whether somebody has disposed of it. */
  status: 'open' | 'closed';
  /** What was affected. */
  extent: string | null;
  /** Why it happened. */
  cause: string | null;
  /** What was done about it. */
  mitigation: string | null;
  /** Why it was closed. */
  disposition: string | null;
  /** When it was closed. */
  closedAt: string | null;
  /** The user who closed it. */
  closedBy: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface PotentialNoncomplianceUpdate {
  /** What was affected. */
  extent?: string | null;
  /** Why it happened. */
  cause?: string | null;
  /** What was done about it. */
  mitigation?: string | null;
  /** Why it is closed, such as the number of the self-report. */
  disposition?: string | null;
  /** `closed` needs a disposition, and `open` opens it again. */
  status?: 'open' | 'closed';
}

export interface PreviewImpactCapacity {
  /** Current generation, in MW. */
  currentMw: number;
  /** Generation after the change, in MW. */
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
  /** Generation in that interconnection, in MW. */
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

export interface ReportedOccurrence {
  /** The occurrence. It is the id of the task while the occurrence is not closed. */
  id: string;
  taskId: string;
  /** What is to be done. */
  title: string;
  /** The requirement part. */
  requirementPart: string | null;
  /** The typed cadence. */
  cadence: string | null;
  relatedResourceType: 'facility' | 'control_center' | 'cyber_system' | 'cyber_asset' | 'physical_area' | 'user' | null;
  /** The resource that the task is about. */
  relatedResourceId: string | null;
  dueDate: string;
  /** A missed occurrence passed without a performance. */
  status: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | 'missed';
  /** The last date, or moment, in time. */
  hardDue: string | null;
  /** When to alert. */
  alertDue: string | null;
  /** How the dates were calculated, and whether it was performed in time. */
  dueReason: string;
  /** Performed late, or missed. */
  isLate: boolean;
  assigneeId: string | null;
  /** When it was done. */
  performedOn: string | null;
  /** When it was entered. */
  completedAt: string | null;
  /** The user who entered it. */
  completedBy: string | null;
  /** What was done. */
  notes: string | null;
  /** Where the evidence is. */
  reference: string | null;
  /** Performed, and the evidence is to follow. */
  evidencePending: boolean;
  /** Why it was entered later. */
  backdatedReason: string | null;
  /** Where the clock stands: not open yet, open, from the alert date on, past the hard date, or done. */
  state: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled';
  /** Name of the user who does it. */
  assignee: string | null;
  /** Name of the user who entered it. */
  completedByName: string | null;
  /** The potential noncompliance that its hard date opened. */
  potentialNoncomplianceId: string | null;
}

export interface RequirementApplicability {
  /** The id of the part. */
  requirementPart: string;
  /** What must be done, in our words. */
  obligation: string;
  /** How often, or how soon. */
  cadence: string;
  /**
   * The version of the standard that decides today: in force, or adopted (`adoptedOn` of the organization); null if
   * none is known.
   */
  version: string | null;
  /** Whether it applies; unknown if that depends on what is not recorded. */
  applies: 'yes' | 'no' | 'unknown';
  /** Why, or why not, or what is not known. */
  reason: string;
  /** The attributes that are not recorded. */
  missing: string[];
  /** To how many it applies, or may apply. */
  count: number;
  /** The first of them. */
  resources: ApplicabilityResource[];
}

export interface RequirementPart {
  /** The standard with its version, and the part. */
  id: string;
  /** The standard with its version. */
  standard: string;
  /** Requirement and part. */
  part: string;
  /** To what it applies: attributes with `and`, `or`, `not`. */
  scope: string;
  /** What must be done, in our words. */
  obligation: string;
  /** How often, or how soon; see `POST /clocks/explain`. */
  cadence: string;
  /** The deadline in words. */
  deadline: string;
  /** What the deadline counts from. */
  countsFrom: string | null;
  /** How soon after the other event that the part can count from; see `alternative` of `POST /events`. */
  alternativeCadence: string | null;
  /** The other event that the part can count from. */
  alternativeCountsFrom: string | null;
  /** Parts whose completion starts the clock. It opens a task of this part, once for each completion. */
  startsAfter: string[];
  /** What one record of it is about. */
  recordScope: string;
  /** What one task of it is about. */
  taskScope:
    | 'organization'
    | 'facility'
    | 'control_center'
    | 'cyber_system'
    | 'cyber_asset'
    | 'physical_area'
    | 'document'
    | 'person'
    | 'event';
  /** Evidence that we suggest. */
  suggestedEvidence: string;
  /** Possible exceptions: Technical Feasibility Exception, CIP Exceptional Circumstances. */
  exceptions: ('TFE' | 'CEC')[];
  /** The violation risk factor (VRF). */
  violationRiskFactor: 'lower' | 'medium' | 'high';
}

export interface RequirementPartWithVersions {
  /** The standard with its version, and the part. */
  id: string;
  /** The standard with its version. */
  standard: string;
  /** Requirement and part. */
  part: string;
  /** To what it applies: attributes with `and`, `or`, `not`. */
  scope: string;
  /** What must be done, in our words. */
  obligation: string;
  /** How often, or how soon; see `POST /clocks/explain`. */
  cadence: string;
  /** The deadline in words. */
  deadline: string;
  /** What the deadline counts from. */
  countsFrom: string | null;
  /** How soon after the other event that the part can count from; see `alternative` of `POST /events`. */
  alternativeCadence: string | null;
  /** The other event that the part can count from. */
  alternativeCountsFrom: string | null;
  /** Parts whose completion starts the clock. It opens a task of this part, once for each completion. */
  startsAfter: string[];
  /** What one record of it is about. */
  recordScope: string;
  /** What one task of it is about. */
  taskScope:
    | 'organization'
    | 'facility'
    | 'control_center'
    | 'cyber_system'
    | 'cyber_asset'
    | 'physical_area'
    | 'document'
    | 'person'
    | 'event';
  /** Evidence that we suggest. */
  suggestedEvidence: string;
  /** Possible exceptions: Technical Feasibility Exception, CIP Exceptional Circumstances. */
  exceptions: ('TFE' | 'CEC')[];
  /** The violation risk factor (VRF). */
  violationRiskFactor: 'lower' | 'medium' | 'high';
  /** The versions of the standard, and their dates. */
  versions: StandardVersion[];
}

export interface SavedView {
  id: string;
  /** Name, unique among the views of the organization. */
  name: string;
  /** What it lists, as in paths. */
  resource: string;
  /** Filters, order, and columns, as the query string of the console’s page. */
  query: string;
  /** The user whose view it is; without one, it is for everybody. */
  userId?: string | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface SavedViewCreate {
  /** Name, unique among the views of the organization. */
  name: string;
  /** What it lists, as in paths. */
  resource: string;
  /** Filters, order, and columns, as the query string of the console’s page. */
  query: string;
  /** The user whose view it is; without one, it is for everybody. */
  userId?: string;
}

export type SavedViewSort = 'name' | '-name' | 'resource' | '-resource' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface SavedViewUpdate {
  /** Name, unique among the views of the organization. */
  name?: string;
  /** What it lists, as in paths. */
  resource?: string;
  /** Filters, order, and columns, as the query string of the console’s page. */
  query?: string;
  /** The user whose view it is; without one, it is for everybody. */
  userId?: string | null;
}

export interface Session {
  id: string;
  /** The API key that the session acts for. The session ends with it. */
  apiKeyId: string;
  /** The name of the key. */
  apiKeyName: string | null;
  /** The user that the key acts for. */
  userId: string | null;
  /** First and last name of the user. */
  userName: string | null;
  createdAt: string;
  /** The time of the last request, within half a minute. */
  lastUsedAt: string;
  /** The session ends then, or 30 minutes after the last request. */
  expiresAt: string;
  /** The address that the session began from. */
  address: string | null;
  /** The browser, as it describes itself. */
  userAgent: string | null;
}

export interface StandardVersion {
  /** The standard with its version. */
  id: string;
  /** Where: US, or a province, such as CA-NB. */
  jurisdiction: string;
  /** The first day in force; null if it is not known or not set. */
  inForce: string | null;
  /** The last day in force; null if it is not known or not set. */
  inactiveAfter: string | null;
  /** The version before it. */
  supersedes: string | null;
  /** How well the dates are known. */
  howSure: string;
  /** What else is known of it. */
  note: string | null;
}

export interface Task {
  id: string;
  /** What is to be done. */
  title: string;
  /** The user who does it. */
  assigneeId?: string | null;
  /** The planned date. */
  dueDate: string;
  /** A plain calendar recurrence. For what a standard asks for, use `cadence` or `requirementPart` instead. */
  recurrence?: 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'semiannually' | 'yearly' | null;
  /** The typed cadence; the default is that of the requirement part. See `POST /clocks/explain`. */
  cadence?: string | null;
  /** What the clock counts from: the last performance, or an event. Without it, `dueDate` is the first due date. */
  triggerAt?: string | null;
  /** The requirement part. */
  requirementPart?: string | null;
  /** Kind of the related resource: facility, control_center, cyber_system, cyber_asset, physical_area, user. */
  relatedResourceType?:
    | 'facility'
    | 'control_center'
    | 'cyber_system'
    | 'cyber_asset'
    | 'physical_area'
    | 'user' | null;
  /** The resource that the task is about. */
  relatedResourceId?: string | null;
  priority: 'low' | 'normal' | 'high' | 'urgent';
  evidenceRequired: boolean;
  /** Notes. */
  notes?: string | null;
  /** The status of the current occurrence. `overdue` is computed. */
  status: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled';
  /** Where the clock stands: not open yet, open, from the alert date on, past the hard date, or done. */
  state: 'upcoming' | 'open' | 'alert' | 'overdue' | 'met' | 'met_late' | 'cancelled';
  /** The last date, or moment, in time. It is computed. */
  hardDue: string | null;
  /** When to alert. It is computed. */
  alertDue: string | null;
  /** How the dates were calculated. */
  dueReason: string;
  /** When it was last performed. The clock counts from it. */
  performedOn: string | null;
  /** When the last performance was entered. */
  completedAt: string | null;
  /** The user who entered it, if the API key acts for one. */
  completedBy: string | null;
  /** The task whose completion opened this one; see `startsAfter` of the part. */
  startedByTaskId: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface TaskCreate {
  /** What is to be done. */
  title: string;
  /** The user who does it. */
  assigneeId?: string;
  /** The planned date. It is at most the hard date; the default is the hard date. */
  dueDate?: string;
  /** A plain calendar recurrence. For what a standard asks for, use `cadence` or `requirementPart` instead. */
  recurrence?: 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'semiannually' | 'yearly' | null;
  /** The typed cadence; the default is that of the requirement part. See `POST /clocks/explain`. */
  cadence?: string;
  /** What the clock counts from: the last performance, or an event. Without it, `dueDate` is the first due date. */
  triggerAt?: string;
  /** The requirement part. */
  requirementPart?: string;
  /** Kind of the related resource: facility, control_center, cyber_system, cyber_asset, physical_area, user. */
  relatedResourceType?: string;
  /** The resource that the task is about. */
  relatedResourceId?: string;
  /** Priority. The default is normal. */
  priority?: 'low' | 'normal' | 'high' | 'urgent';
  /** Completion needs a note and a reference. The default is true with a requirement part, and false without. */
  evidenceRequired?: boolean;
  /** Notes. */
  notes?: string;
}

export interface TaskOccurrence {
  parentTaskId: string;
  dueDate: string;
  /** A missed occurrence passed without a performance. */
  status: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled' | 'missed';
  /** The last date, or moment, in time. */
  hardDue: string | null;
  /** When to alert. */
  alertDue: string | null;
  /** How the dates were calculated, and whether it was performed in time. */
  dueReason: string;
  /** Performed late, or missed. */
  isLate: boolean;
  assigneeId: string | null;
  /** When it was done. */
  performedOn: string | null;
  /** When it was entered. */
  completedAt: string | null;
  /** The user who entered it. */
  completedBy: string | null;
  /** What was done. */
  notes: string | null;
  /** Where the evidence is. */
  reference: string | null;
  /** Performed, and the evidence is to follow. */
  evidencePending: boolean;
  /** Why it was entered later. */
  backdatedReason: string | null;
}

export interface TaskOccurrenceUpdate {
  /** `complete` records the performance. `overdue` is computed. */
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled';
  /** What was done. */
  notes?: string;
  /** The user who does it. */
  assigneeId?: string;
  priority?: 'low' | 'normal' | 'high' | 'urgent';
  /** An earlier planned date. */
  dueDate?: string;
  /** As performedOn, for compatibility. */
  completedAt?: string;
  /**
   * When it was done: a date, or a timestamp with an offset for a cadence in hours or minutes. The default is today,
   * or now.
   */
  performedOn?: string | null;
  /**
   * Where the evidence is: a document number, path, or URL. Without `status`, it is added to the last performance, if
   * that is pending.
   */
  reference?: string;
  /** It was performed; note and reference follow. */
  evidencePending?: boolean;
  /** Why a performance before today is entered now. */
  backdatedReason?: string;
}

export interface TaskPlan {
  /** Whether the plan was applied. */
  applied: boolean;
  /** Recurring tasks to create: one for each part and what it is about. */
  create: PlannedTask[];
  /** Tasks with another cadence. */
  change: PlannedChange[];
  /** Tasks that an earlier plan created, and whose part does not apply any more. They are cancelled. */
  end: PlannedEnd[];
  /** Parts that apply, and have no recurring task. */
  notScheduled: NotPlanned[];
  /** Parts that may apply: what that depends on is not recorded. */
  unknown: NotPlanned[];
}

export type TaskReportSort = 'dueDate' | '-dueDate' | 'title' | '-title' | 'requirementPart' | '-requirementPart';

export type TaskSort = 'title' | '-title' | 'dueDate' | '-dueDate' | 'priority' | '-priority' | 'requirementPart' | '-requirementPart' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface TaskUpdate {
  /** What is to be done. */
  title?: string;
  /** The user who does it. */
  assigneeId?: string | null;
  /** The planned date. It is at most the hard date; the default is the hard date. */
  dueDate?: string | null;
  /** A plain calendar recurrence. For what a standard asks for, use `cadence` or `requirementPart` instead. */
  recurrence?: 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'semiannually' | 'yearly' | null;
  /** The typed cadence; the default is that of the requirement part. See `POST /clocks/explain`. */
  cadence?: string | null;
  /** What the clock counts from: the last performance, or an event. Without it, `dueDate` is the first due date. */
  triggerAt?: string | null;
  /** The requirement part. */
  requirementPart?: string | null;
  /** Kind of the related resource: facility, control_center, cyber_system, cyber_asset, physical_area, user. */
  relatedResourceType?: string | null;
  /** The resource that the task is about. */
  relatedResourceId?: string | null;
  /** Priority. The default is normal. */
  priority?: 'low' | 'normal' | 'high' | 'urgent' | null;
  /** Completion needs a note and a reference. The default is true with a requirement part, and false without. */
  evidenceRequired?: boolean | null;
  /** Notes. */
  notes?: string | null;
  /** `complete` records a performance of the current occurrence. `overdue` is computed. */
  status?: 'open' | 'in_progress' | 'complete' | 'overdue' | 'cancelled';
  /**
   * When it was done: a date, or a timestamp with an offset for a cadence in hours or minutes. The default is today,
   * or now.
   */
  performedOn?: string | null;
  /**
   * Where the evidence is: a document number, path, or URL. Without `status`, it is added to the last performance, if
   * that is pending.
   */
  reference?: string;
  /** It was performed; note and reference follow. */
  evidencePending?: boolean;
  /** Why a performance before today is entered now. */
  backdatedReason?: string;
}

export interface TasksBulkCreate {
  tasks: TaskCreate[];
}

export interface TasksBulkCreated {
  created: number;
  tasks: BulkTask[];
}

export interface TasksReassign {
  fromUserId: string;
  toUserId: string;
}

export interface TasksReassigned {
  reassigned: number;
  fromUserId: string;
  toUserId: string;
}

export interface User {
  id: string;
  /** First name. */
  firstName: string;
  /** Last name. */
  lastName: string;
  /** Relation to the organization (CIP-004). */
  personType: 'employee' | 'contractor' | 'vendor';
  /** Keys that act for a user are revoked when the user becomes inactive. */
  status: 'invited' | 'active' | 'inactive';
  /** E-mail address, unique in the organization without regard to case. Stored in lower case. */
  email?: string | null;
  /** Job title. */
  jobTitle?: string | null;
  /** Phone number. */
  phone?: string | null;
  /** Employer of a contractor, or the vendor. */
  employer?: string | null;
  /** The user that escalations about this user go to. */
  managerId?: string | null;
  /** Role of the user. It grants nothing yet: permissions come from API keys. */
  role?: 'admin' | 'compliance_manager' | 'contributor' | 'auditor' | null;
  isDeleted: boolean;
  deletedAt?: string | null;
  createdAt: string;
  updatedAt: string;
  /** Time of the last sign-in; null if there was none. */
  lastSignInAt: string | null;
}

export interface UserCreate {
  /** First name. */
  firstName: string;
  /** Last name. */
  lastName: string;
  /** Relation to the organization (CIP-004). */
  personType: 'employee' | 'contractor' | 'vendor';
  /** Keys that act for a user are revoked when the user becomes inactive. */
  status: 'invited' | 'active' | 'inactive';
  /** E-mail address, unique in the organization without regard to case. Stored in lower case. */
  email?: string;
  /** Job title. */
  jobTitle?: string;
  /** Phone number. */
  phone?: string;
  /** Employer of a contractor, or the vendor. */
  employer?: string;
  /** The user that escalations about this user go to. */
  managerId?: string;
  /** Role of the user. It grants nothing yet: permissions come from API keys. */
  role?: 'admin' | 'compliance_manager' | 'contributor' | 'auditor';
}

export type UserSort = 'firstName' | '-firstName' | 'lastName' | '-lastName' | 'personType' | '-personType' | 'status' | '-status' | 'email' | '-email' | 'jobTitle' | '-jobTitle' | 'phone' | '-phone' | 'employer' | '-employer' | 'role' | '-role' | 'createdAt' | '-createdAt' | 'updatedAt' | '-updatedAt';

export interface UserUpdate {
  /** First name. */
  firstName?: string;
  /** Last name. */
  lastName?: string;
  /** Relation to the organization (CIP-004). */
  personType?: 'employee' | 'contractor' | 'vendor';
  /** Keys that act for a user are revoked when the user becomes inactive. */
  status?: 'invited' | 'active' | 'inactive';
  /** E-mail address, unique in the organization without regard to case. Stored in lower case. */
  email?: string | null;
  /** Job title. */
  jobTitle?: string | null;
  /** Phone number. */
  phone?: string | null;
  /** Employer of a contractor, or the vendor. */
  employer?: string | null;
  /** The user that escalations about this user go to. */
  managerId?: string | null;
  /** Role of the user. It grants nothing yet: permissions come from API keys. */
  role?: 'admin' | 'compliance_manager' | 'contributor' | 'auditor' | null;
}
