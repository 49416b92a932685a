// The workloads: requests to both sides, and the target of each.
import { csvFile, recordId } from './dataset.mjs';

/** @typedef {import('./dataset.mjs').Organization} Organization */
/** @typedef {import('./load.mjs').Request} Request */
/**
 * @typedef {object} Workload
 * @property {string} name
 * @property {number} target product ÷ floor
 * @property {import('./dataset.mjs').Group} group its organizations
 * @property {(organizations: Organization[]) => Request[]} requests
 * @property {boolean} [alsoOne] also runs with one organization
 * @property {number} [connections] fewer where responses are large
 * @property {boolean} [conditional] the product's requests send the ETag of a current copy
 */
/**
 * @typedef {object} Transfer one large operation at a time
 * @property {string} name
 * @property {number} target
 * @property {number} maxMb above the idle product; far below the size of all rows in memory
 * @property {import('./dataset.mjs').Group} group
 * @property {(organization: Organization, turn: number) => { method: string, path: string, headers: Record<string, string>, body?: Buffer }} request
 */

const REQUESTS = 1000;
const PAGE = 100;
const SYSTEMS = 10;

/** Every organization in turn, with a different asset each time. */
const spread = (organizations, request) =>
  Array.from({ length: REQUESTS }, (_, n) => {
    const organization = organizations[n % organizations.length];
    return request(organization, (n * 7919) % organization.assets, n);
  });

const getOne = (organization, asset) => ({
  method: 'GET',
  path: `/cyber-assets/${recordId('asset', organization.number, asset)}`,
  organization,
});

const getPage = (organization, asset) => ({
  method: 'GET',
  path: `/cyber-assets?cyberSystemId=${recordId('system', organization.number, asset % SYSTEMS)}&limit=${PAGE}`,
  organization,
});

const listAll = (organization) => ({ method: 'GET', path: '/cyber-assets', organization });

const create = (organization, asset) => ({
  method: 'POST',
  path: '/cyber-assets',
  organization,
  write: (n) => ({
    assetTitle: `Feeder ${n} protection relay`,
    assetTag: `CRE-${n}`,
    count: 1,
    cyberSystemId: recordId('system', organization.number, asset % SYSTEMS),
    cipAssetCategory: 'bes_cyber_asset',
    assetType: 'relay',
    impactLevel: 'high',
    manufacturer: 'Schweitzer Engineering Laboratories',
    model: 'SEL-751',
    inService: true,
    dialUpConnectivity: false,
    routableProtocol: true,
    remoteAccessAvailable: false,
    baselineDocumented: true,
    portsServicesDocumented: true,
    loggingEnabled: true,
    firmwareVersion: 'R321-V1',
    ipAddress: '192.0.2.17',
  }),
});

const patch = (organization, asset) => ({
  ...getOne(organization, asset),
  method: 'PATCH',
  write: (n) => ({ firmwareVersion: `R${n}` }),
});

/** Of 20 requests, 1 writes, 2 read a page, and 17 read one asset. */
function mixed(organization, asset, n) {
  if (n % 20 === 19) return (n % 40 === 19 ? create : patch)(organization, asset);
  return (n % 10 === 5 ? getPage : getOne)(organization, asset);
}

const many = { name: 'many', organizations: 50, assets: 1000 };
const large = { name: 'large', organizations: 1, assets: 10_000 };
/** `growth` uses these, too. */
export const requests = {
  'get-one': (organizations) => spread(organizations, getOne),
  page: (organizations) => spread(organizations, getPage),
  create: (organizations) => spread(organizations, create),
};

/**
 * Reads first, because writes make the lists longer.
 * @type {Workload[]}
 */
export const workloads = [
  { name: 'get-one', target: 0.6, group: many, alsoOne: true, requests: requests['get-one'] },
  { name: 'list-1000', target: 1, group: many, alsoOne: true, requests: (all) => all.map(listAll) },
  {
    name: 'list-10000-known',
    target: 10,
    group: large,
    connections: 4,
    conditional: true,
    requests: (all) => all.map(listAll),
  },
  { name: 'patch', target: 0.45, group: many, alsoOne: true, requests: (all) => spread(all, patch) },
  { name: 'create', target: 0.45, group: many, alsoOne: true, requests: requests.create },
  { name: 'mixed', target: 0.6, group: many, alsoOne: true, requests: (all) => spread(all, mixed) },
];

const MANY_ROWS = 100_000;
/** A tag is unique in its system, so every import uses a different system. */
const IMPORT_SYSTEMS = 200;

/**
 * @param {number} scale share of the rows
 * @returns {Transfer[]}
 */
export function transfers(scale) {
  const rows = Math.max(1, Math.round(MANY_ROWS * scale));
  const exporting = { name: 'exporting', organizations: 1, assets: rows, impactLevel: 'high' };
  const importing = { name: 'importing', organizations: 1, assets: 0, systems: IMPORT_SYSTEMS };
  const file = csvFile(rows);
  return [
    {
      name: 'export-100000',
      target: 0.3,
      maxMb: 100,
      group: exporting,
      request: ({ number }) => ({
        method: 'GET',
        path: `/facilities/${recordId('facility', number, 0)}/cyber-assets/export`,
        headers: {},
      }),
    },
    {
      name: 'import-100000',
      target: 0.25,
      maxMb: 300,
      group: importing,
      request: ({ number }, turn) => ({
        method: 'POST',
        path: `/cyber-systems/${recordId('system', number, turn % IMPORT_SYSTEMS)}/cyber-assets/import`,
        headers: { 'content-type': 'text/csv' },
        body: file,
      }),
    },
  ];
}
