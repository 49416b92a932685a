import { describe, expect, it } from 'vitest';
import type { Client } from '../../../test/support/client.ts';
import {
  lastMoment,
  makeControlCenter,
  makeCyberAsset,
  makeCyberSystem,
  makeFacility,
} from '../../../test/support/fixtures.ts';
import { useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();

interface Row {
  readonly requirementPart: string;
  readonly applies: string;
  readonly reason: string;
  readonly missing: readonly string[];
  readonly count: number;
  readonly resources: readonly { readonly type: string; readonly id: string }[];
}

const judged = async (client: Client, query: string, part: string): Promise<Row | undefined> =>
  (await client.get<Row[]>(`/requirements/applicable?${query}`)).body.find((row) => row.requirementPart === part);

describe('GET /requirements/applicable', () => {
  it('a low impact site needs no list of systems for the low impact parts to apply', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client, { title: 'Mesa Wind', impactLevel: 'low' });
    expect(await judged(client, `facilityId=${id}`, 'CIP-003-9:R1.2')).toMatchObject({
      applies: 'yes',
      reason: 'Mesa Wind: low impact; BES Cyber System',
      resources: [{ type: 'facility', id }],
    });
    expect(await judged(client, `facilityId=${id}`, 'CIP-007-6:R2.2')).toMatchObject({
      applies: 'no',
      reason: 'Mesa Wind: not high impact; not medium impact',
      count: 0,
    });
  });

  it('what is not recorded is named, and not guessed', async () => {
    const client = await server.newClient();
    const { id } = await makeFacility(client, { impactLevel: 'medium' });
    expect(await judged(client, `facilityId=${id}`, 'CIP-004-7:R4.2')).toMatchObject({
      applies: 'unknown',
      missing: ['erc'],
    });
    await makeCyberSystem(client, { facilityId: id });
    expect((await judged(client, '', 'CIP-014-3:R1.2'))?.missing).toEqual(['to']);
  });

  it('a plant that is not BES, or of category 2, has no low impact parts', async () => {
    const client = await server.newClient();
    const { id: notBes } = await makeFacility(client, { bes: false });
    const { id: category2 } = await makeFacility(client, { impactLevel: 'category_2' });
    for (const id of [notBes, category2]) {
      expect((await judged(client, `facilityId=${id}`, 'CIP-003-9:R1.2'))?.applies).toBe('no');
    }
  });

  it('a medium impact system with External Routable Connectivity has more parts than one without', async () => {
    const client = await server.newClient();
    const facilityId = (await makeFacility(client, { impactLevel: 'medium' })).id;
    const system = async (externalRoutableConnectivity: boolean) => {
      const { id } = await makeCyberSystem(client, { facilityId, externalRoutableConnectivity });
      await makeCyberAsset(client, { cyberSystemId: id, impactLevel: 'medium' });
      return id;
    };
    const [routable, isolated] = [await system(true), await system(false)];
    expect((await judged(client, `cyberSystemId=${routable}`, 'CIP-004-7:R4.2'))?.applies).toBe('yes');
    expect((await judged(client, `cyberSystemId=${isolated}`, 'CIP-004-7:R4.2'))?.reason).toContain(
      'no External Routable Connectivity',
    );
    const occurredAt = await lastMoment(client);
    const past = `cyberSystemId=${routable}&asOf=${occurredAt}`;
    await client.must.patch(`/cyber-systems/${routable}`, { externalRoutableConnectivity: false });
    expect((await judged(client, past, 'CIP-004-7:R4.2'))?.applies).toBe('yes');
    await client.must.patch(`/cyber-systems/${routable}`, { externalRoutableConnectivity: true });
    expect((await judged(client, `cyberSystemId=${isolated}`, 'CIP-006-6:R1.1'))?.applies).toBe('yes');
    expect((await judged(client, `facilityId=${facilityId}`, 'CIP-004-7:R4.2'))?.applies).toBe('yes');
  });

  it('parts for EACMS and PACS apply to those assets, and not to others', async () => {
    const client = await server.newClient();
    const controlCenterId = (await makeControlCenter(client, { impactLevel: 'high' })).id;
    const cyberSystemId = (await makeCyberSystem(client, { controlCenterId })).id;
    const asset = async (cipAssetCategory: string) =>
      (await makeCyberAsset(client, { cyberSystemId, cipAssetCategory, impactLevel: 'high' })).id;
    const [pacs, pca] = [await asset('pacs'), await asset('protected_cyber_asset')];
    expect((await judged(client, `cyberAssetId=${pacs}`, 'CIP-006-6:R3.1'))?.applies).toBe('yes');
    expect((await judged(client, `cyberAssetId=${pca}`, 'CIP-006-6:R3.1'))?.reason).toContain('not a PACS');
    expect((await judged(client, `cyberAssetId=${pca}`, 'CIP-010-4:R2.1'))?.applies).toBe('yes');
    expect((await judged(client, '', 'CIP-002-5.1a:R2.1'))?.reason).toBe('The organization: registered entity');
  });

  it('lists what applies only, if asked, and refuses an unknown place', async () => {
    const client = await server.newClient();
    const { body } = await client.get<Row[]>('/requirements/applicable?applies=yes');
    expect(body.map(({ requirementPart }) => requirementPart)).toEqual([
      'CIP-002-5.1a:R2.1',
      'CIP-002-5.1a:R2.2',
      'CIP-003-9:R3',
    ]);
    const { status, body: refused } = await client.get(`/requirements/applicable?facilityId=nothing`);
    expect([status, refused.field]).toEqual([422, 'facilityId']);
  });
});
