// Returns one cyber asset for every request, over keep-alive connections. Prints its address and stops with its parent.
import { createServer } from 'node:http';

const asset = {
  id: '0190f6f2-7c1e-7b7a-8f51-3d1c5e0a9b42',
  cyberSystemId: '0190f6f2-6a10-7c02-9b1e-5a9d0c4e7f11',
  assetTitle: 'Protection relay',
  assetTag: 'TAG-00042',
  count: '1',
  cipAssetCategory: 'bes_cyber_asset',
  assetType: 'relay',
  impactLevel: 'medium',
  manufacturer: 'Schweitzer',
  model: 'SEL-421',
  inService: true,
  dialUpConnectivity: false,
  routableProtocol: true,
  remoteAccessAvailable: false,
  baselineDocumented: true,
  portsServicesDocumented: true,
  loggingEnabled: true,
  serialNumber: null,
  firmwareVersion: null,
  operatingSystem: null,
  ipAddress: '10.0.0.42',
  macAddress: null,
  physicalLocation: 'Cabinet 7',
  lastPatchDate: null,
  lastBackupDate: null,
  lastAuditDate: null,
  isDeleted: false,
  deletedAt: null,
  createdAt: '2026-11-22T12:00:00.000Z',
  updatedAt: '2026-11-22T12:00:00.000Z',
};
const body = Buffer.from(JSON.stringify(asset));
const headers = {
  'Content-Type': 'application/json; charset=utf-8',
  'Content-Length': body.length,
  'X-Request-Id': '01a203a8-777f-736f-a394-cff18aa2a56f',
  RateLimit: '"default";r=999;t=1',
  'RateLimit-Policy': '"default";q=1000;w=60',
};

const server = createServer({ keepAliveTimeout: 60_000 }, (_request, response) => {
  response.writeHead(200, headers);
  response.end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: server.address().port }));
process.on('disconnect', () => process.exit());
