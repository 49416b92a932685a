import { cyberAsset } from '../cyber-assets/record.ts';
import { cyberSystem } from '../cyber-systems/record.ts';
import { folded, foldedCode, HIGH_OR_MEDIUM, overdue, type RecordRules, sameTitle, similarCodes } from './rule.ts';

const HAS_RATED_ASSETS = `cyber_systems.id in (
  select a.cyber_system_id from cyber_assets a where a.${HIGH_OR_MEDIUM} and a.deleted_at is null)`;

/** The assets with this impact level whose facility or control center has none of the levels that allow it. */
const isAboveSite = (
  level: string,
  allowed: string,
): string => `cyber_assets.impact_level = '${level}' and cyber_system_id in (
  select s.id from cyber_systems s
    left join facilities f on f.id = s.facility_id
    left join control_centers c on c.id = s.control_center_id
   where coalesce(f.impact_level, c.impact_level) not in (${allowed}))`;

/** The assets in a system of this impact level that have none of the levels that it needs. */
const isBelowSystem = (level: string, needed: string): string =>
  `impact_level not in (${needed}) and cyber_system_id in (select s.id from cyber_systems s where s.impact_level = '${level}')`;

export const cyberSystemRules: RecordRules = {
  record: cyberSystem,
  rules: [
    sameTitle('systemTitle', ['facility_id', 'control_center_id']),
    similarCodes('systemCode'),
    overdue({
      field: 'lastVulnerabilityAssessment',
      months: 15,
      source: 'CIP-010-4 R3',
      applies: HAS_RATED_ASSETS,
    }),
    {
      rule: 'missing_vulnerability_assessment',
      category: 'missing',
      fields: ['lastVulnerabilityAssessment'],
      condition: `last_vulnerability_assessment is null and ${HAS_RATED_ASSETS}`,
      problem: 'It has assets of high or medium impact and no vulnerability assessment (CIP-010-4 R3).',
      fix: 'Set lastVulnerabilityAssessment.',
    },
    {
      rule: 'remote_access_without_connectivity',
      category: 'contradiction',
      fields: ['interactiveRemoteAccess', 'externalRoutableConnectivity'],
      condition: 'interactive_remote_access and not external_routable_connectivity',
      problem: 'Interactive remote access needs external routable connectivity (NERC Glossary).',
      fix: 'Correct interactiveRemoteAccess or externalRoutableConnectivity.',
    },
    {
      rule: 'system_rated_below_control_center',
      category: 'contradiction',
      fields: ['impactLevel', 'controlCenterId', 'atControlCenter'],
      condition: `exists (select from control_centers c where c.id = cyber_systems.control_center_id and (
        c.impact_level = 'high' and cyber_systems.at_control_center is not false
          and cyber_systems.impact_level is distinct from 'high'
        or c.impact_level = 'medium' and coalesce(cyber_systems.impact_level, 'low') not in ('high', 'medium')))`,
      problem:
        'Its control center has a higher impact level, which its systems have, too (CIP-002-5.1a Att. 1, 1 and 2).',
      fix: 'Set impactLevel to that of the control center, or correct controlCenterId.',
    },
    {
      rule: 'missing_site',
      category: 'missing',
      fields: ['facilityId', 'controlCenterId'],
      condition: 'facility_id is null and control_center_id is null',
      problem: 'It is in no facility and in no control center.',
      fix: 'Set facilityId or controlCenterId.',
    },
    {
      rule: 'system_without_assets',
      category: 'missing',
      fields: ['systemCode'],
      condition:
        'not exists (select from cyber_assets a where a.cyber_system_id = cyber_systems.id and a.deleted_at is null)',
      problem: 'It has no cyber assets.',
      fix: 'Add its cyber assets, or delete it.',
    },
  ],
};

export const cyberAssetRules: RecordRules = {
  record: cyberAsset,
  rules: [
    similarCodes('assetTag', ['cyber_system_id']),
    {
      rule: 'duplicate_serial_number',
      category: 'duplicate',
      fields: ['manufacturer', 'serialNumber'],
      same: [folded('manufacturer'), folded('serial_number')],
      among: 'serial_number is not null',
      problem: 'Another asset of the same manufacturer has the same serial number.',
      fix: 'Delete the duplicate, or correct serialNumber.',
    },
    {
      rule: 'duplicate_ip_address',
      category: 'duplicate',
      fields: ['ipAddress'],
      same: ['cyber_system_id', 'lower(ip_address)'],
      among: 'ip_address is not null and in_service',
      problem: 'Another asset in service has the same IP address in this cyber system.',
      fix: 'Correct ipAddress, or set inService of the other asset to false.',
    },
    {
      rule: 'duplicate_mac_address',
      category: 'duplicate',
      fields: ['macAddress'],
      same: [foldedCode('mac_address')],
      among: 'mac_address is not null',
      problem: 'Another asset has the same MAC address.',
      fix: 'Delete the duplicate, or correct macAddress.',
    },
    {
      rule: 'one_identity_for_many',
      category: 'contradiction',
      fields: ['count', 'serialNumber', 'ipAddress', 'macAddress'],
      condition: 'count > 1 and num_nonnulls(serial_number, ip_address, mac_address) > 0',
      problem: 'The record is for several devices and has the serial number or address of one.',
      fix: 'Set count to 1 and add a record for each other device.',
    },
    {
      rule: 'damaged_serial_number',
      category: 'contradiction',
      fields: ['serialNumber'],
      condition: "serial_number ~* '^[0-9]([.,][0-9]+)?e[+][0-9]+$'",
      problem: 'A spreadsheet has rounded the serial number.',
      fix: 'Enter serialNumber again, from the device or its purchase order.',
    },
    {
      rule: 'not_a_device_address',
      category: 'contradiction',
      fields: ['ipAddress'],
      condition: String.raw`ip_address ~* '^(0\.|127\.|22[4-9]\.|23[0-9]\.|255\.255\.255\.255|::1?$|ff)'`,
      problem: 'The IP address is an unspecified, loopback, multicast, or broadcast address.',
      fix: 'Set ipAddress to the address of the device, or clear it.',
    },
    {
      rule: 'address_without_protocol',
      category: 'contradiction',
      fields: ['ipAddress', 'routableProtocol'],
      condition: 'ip_address is not null and not routable_protocol',
      problem: 'It has an IP address and no routable protocol.',
      fix: 'Set routableProtocol to true, or clear ipAddress.',
    },
    {
      rule: 'remote_access_without_connection',
      category: 'contradiction',
      fields: ['remoteAccessAvailable', 'routableProtocol', 'dialUpConnectivity'],
      condition: 'remote_access_available and not routable_protocol and not dial_up_connectivity',
      problem: 'It can be accessed remotely and has neither a routable protocol nor dial-up.',
      fix: 'Correct remoteAccessAvailable, routableProtocol, or dialUpConnectivity.',
    },
    {
      rule: 'retired_in_service',
      category: 'contradiction',
      fields: ['inService', 'retiredDate', 'replacedBy'],
      condition: 'in_service and num_nonnulls(retired_date, replaced_by) > 0',
      problem: 'It is retired or replaced, and in service.',
      fix: 'Set inService to false, or clear retiredDate and replacedBy.',
    },
    {
      rule: 'in_service_before_plan',
      category: 'contradiction',
      fields: ['inService', 'plannedDate'],
      condition: 'in_service and planned_date > current_date + 1 and commissioned_date is null',
      problem: 'It is in service before its planned date.',
      fix: 'Set commissionedDate, or inService to false.',
    },
    {
      rule: 'impact_above_site',
      category: 'contradiction',
      fields: ['impactLevel', 'cyberSystemId'],
      condition: `${isAboveSite('high', "'high'")} or ${isAboveSite('medium', "'high', 'medium'")}`,
      problem: 'The asset has a higher impact level than its facility or control center.',
      fix: 'Correct impactLevel of the asset or of its site.',
    },
    {
      rule: 'asset_rated_below_system',
      category: 'contradiction',
      fields: ['impactLevel', 'cyberSystemId', 'cipAssetCategory'],
      condition: `cip_asset_category = 'bes_cyber_asset' and (${isBelowSystem('high', "'high'")} or ${isBelowSystem('medium', "'high', 'medium'")})`,
      problem: 'A BES Cyber Asset has the impact level of its BES Cyber System (CIP-002-5.1a), and it is rated lower.',
      fix: 'Set impactLevel to that of the cyber system, or correct the cyber system.',
    },
    {
      rule: 'missing_serial_number',
      category: 'missing',
      fields: ['serialNumber'],
      condition: 'serial_number is null and count = 1 and in_service',
      problem: 'It has no serial number, so it cannot be told from its replacement.',
      fix: 'Set serialNumber.',
    },
    {
      rule: 'missing_ip_address',
      category: 'missing',
      fields: ['routableProtocol', 'ipAddress'],
      condition: 'routable_protocol and ip_address is null and count = 1 and in_service',
      problem: 'It has a routable protocol and no IP address.',
      fix: 'Set ipAddress, or routableProtocol to false.',
    },
    {
      rule: 'missing_software_version',
      category: 'missing',
      fields: ['operatingSystem', 'firmwareVersion'],
      condition: `${HIGH_OR_MEDIUM} and cip_asset_category <> 'removable_media' and operating_system is null and firmware_version is null`,
      problem: 'A baseline has an operating system or firmware (CIP-010-4 R1.1.1), and it has neither.',
      fix: 'Set operatingSystem or firmwareVersion.',
    },
    {
      rule: 'missing_physical_area',
      category: 'missing',
      fields: ['impactLevel', 'physicalLocation'],
      condition: `${HIGH_OR_MEDIUM} and in_service and cyber_assets.id not in (
        select m.cyber_asset_id from physical_area_cyber_assets m join physical_areas p on p.id = m.physical_area_id
         where m.deleted_at is null and p.deleted_at is null)`,
      problem: 'An asset of high or medium impact is in no physical area (CIP-006).',
      fix: 'Add it to the cyberAssetIds of its physical area.',
    },
  ],
};
