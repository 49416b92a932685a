import { describe, expect, it } from 'vitest';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const server = useSharedServer();
const client = useClient(server);
const prefer = { prefer: 'respond-async, count=exact' };

describe('a list that is asked for its count', () => {
  it('says how many items all pages have, on each page and of none', async () => {
    for (const interconnection of ['western', 'western', 'eastern']) await makeFacility(client, { interconnection });
    const count = async (path: string) => {
      const { headers } = await client.send('GET', path, { headers: prefer });
      return [headers.get('x-total-count'), headers.get('preference-applied')];
    };
    expect(await count('/facilities')).toEqual(['3', 'count=exact']);
    expect(await count('/facilities?interconnection=western&limit=1')).toEqual(['2', 'count=exact']);
    expect(await count('/facilities?q=nothing+like+it')).toEqual(['0', 'count=exact']);
    expect(await count('/facilities?isDeleted=true')).toEqual(['0', 'count=exact']);
    expect(await count('/tasks?limit=1')).toEqual(['0', 'count=exact']);
    const first = await client.get('/facilities?limit=1&sort=-title');
    const next = /<(.*)>/.exec(first.headers.get('link') ?? '')?.[1];
    expect(await count(`/facilities${next}`)).toEqual(['3', 'count=exact']);
  });

  it('has the same body, and is not mixed up with one that was not asked', async () => {
    const plain = await client.get('/facilities');
    const counted = await client.send('GET', '/facilities', { headers: prefer });
    expect(counted.text).toBe(plain.text);
    expect(plain.headers.get('x-total-count')).toBeNull();
    for (const { headers } of [plain, counted]) expect(headers.get('vary')).toMatch(/^Prefer/);
  });

  it('does not pretend to count where it cannot', async () => {
    const { headers } = await client.send('GET', '/activity', { headers: prefer });
    expect([headers.get('x-total-count'), headers.get('preference-applied')]).toEqual([null, null]);
    const other = await client.send('GET', '/facilities', { headers: { prefer: 'count=planned' } });
    expect(other.headers.get('x-total-count')).toBeNull();
  });
});
