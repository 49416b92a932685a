import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { makeInventory } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { asOperator, type Organization } from '../../operator/organizations.ts';
import { newId } from '../base/ids.ts';
import { sqlQuery } from '../slice/sql.ts';

const server = useTestServer();
let mine: Organization;
let theirs: Organization;
beforeAll(async () => {
  mine = await server.newOrganization();
  theirs = await server.newOrganization();
  for (const organization of [mine, theirs]) {
    await makeInventory(createClient(server.url, await server.newKey(organization)));
  }
});

const inMine = <Result>(statement: ReturnType<typeof sql<Result>>) =>
  asOperator(server.database, mine, 'test', (tx) => tx.many(sqlQuery(statement)));

interface TenantTable {
  name: string;
  rowSecurity: boolean;
  policies: number;
}

/** Every table that has an organization, from the database's own catalogue: a new one is checked as soon as it is there. */
const tenantTables = async () => {
  const rows = await server.database.query<{ name: string; row_security: boolean; policies: number }>({
    text: `select c.relname as name, c.relrowsecurity as row_security,
                  (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
             from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
            where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
  });
  return rows.map(({ name, row_security, policies }): TenantTable => ({ name, rowSecurity: row_security, policies }));
};

describe('the database holds the wall', () => {
  it('every tenant table has row security and its policy', async () => {
    const tables = await tenantTables();
    expect(tables.length).toBeGreaterThanOrEqual(8);
    expect(tables.filter(({ rowSecurity, policies }) => !rowSecurity || policies === 0)).toEqual([]);
  });

  it('a query that forgets its filter returns only the transaction’s organization', async () => {
    for (const { name } of (await tenantTables()).filter(({ name }) => name !== 'outbox')) {
      const rows = await inMine(sql<{ organizationId: string }>`select organization_id from ${sql.table(name)}`);
      expect(new Set(rows.map(({ organizationId }) => organizationId)), name).toEqual(
        new Set(rows.length === 0 ? [] : [mine.id]),
      );
    }
    expect((await inMine(sql`select from facilities`)).length).toBe(1);
    await expect(inMine(sql`select from outbox`)).rejects.toThrow(/permission denied/);
  });

  it('a transaction without an organization sees nothing, also after one that had one', async () => {
    await inMine(sql`select from facilities`);
    const nobody = { ...mine, id: '' };
    expect(
      await asOperator(server.database, nobody, 'test', (tx) => tx.many(sqlQuery(sql`select from facilities`))),
    ).toEqual([]);
  });

  it('a row cannot be written for, or moved to, another organization', async () => {
    await expect(
      inMine(sql`insert into api_keys (organization_id, id, permissions, key_hint, key_sha256)
                 values (${theirs.id}, ${newId()}, '{}', 'x', 'x')`),
    ).rejects.toThrow(/row-level security/);
    await expect(inMine(sql`update facilities set organization_id = ${theirs.id}`)).rejects.toThrow(
      /row-level security/,
    );
    const touched = await inMine(
      sql`update facilities set title = 'stolen' where organization_id = ${theirs.id} returning 1`,
    );
    expect(touched).toEqual([]);
  });

  it('every foreign key between tenant tables carries the organization', async () => {
    const plain = await server.database.query({
      text: `select conrelid::regclass::text as table_name, conname from pg_constraint
              where contype = 'f' and connamespace = 'public'::regnamespace
                and confrelid <> 'organizations'::regclass
                and not exists (select from pg_attribute a
                                 where a.attrelid = conrelid and a.attname = 'organization_id' and a.attnum = conkey[1])`,
    });
    expect(plain).toEqual([]);
  });

  it('a reference to another organization’s row is refused by the foreign key', async () => {
    const [foreign] = await server.database.query<{ id: string }>({
      text: 'select id from facilities where organization_id = $1',
      values: [theirs.id],
    });
    await expect(
      inMine(sql`update cyber_systems set facility_id = ${foreign?.id}, control_center_id = null`),
    ).rejects.toThrow(/foreign key/);
  });

  it('the plain role can neither delete records, nor read organizations or secrets, nor pass the wall', async () => {
    await expect(inMine(sql`delete from facilities`)).rejects.toThrow(/permission denied/);
    await expect(inMine(sql`select from organizations`)).rejects.toThrow(/permission denied/);
    await expect(inMine(sql`select from installation`)).rejects.toThrow(/permission denied/);
    const [role] = await inMine(sql<{ bypass: boolean; super: boolean }>`
      select rolbypassrls as bypass, rolsuper as super from pg_roles where rolname = current_user`);
    expect(role).toEqual({ bypass: false, super: false });
  });
});

describe('one organization cannot notice another', () => {
  it('lists and searches show only an organization’s own records', async () => {
    const client = createClient(server.url, await server.newKey(mine));
    for (const path of [
      '/facilities',
      '/control-centers',
      '/cyber-systems',
      '/cyber-assets',
      '/api-keys',
      '/facilities?q=Wind',
    ]) {
      const ids = (await client.get<{ id: string }[]>(path)).body.map(({ id }) => id);
      const other = createClient(server.url, await server.newKey(theirs));
      const foreign = (await other.get<{ id: string }[]>(path)).body.map(({ id }) => id);
      expect(ids.filter((id) => foreign.includes(id))).toEqual([]);
    }
  });

  it('a code that another organization uses is free', async () => {
    const [one, two] = await Promise.all([server.newClient(), server.newClient()]);
    const body = { name: 'Same', role: 'read_only' };
    expect((await one.post('/api-keys', body)).status).toBe(201);
    expect((await two.post('/api-keys', body)).status).toBe(201);
  });

  it('a cursor of another organization is refused', async () => {
    const client = createClient(server.url, await server.newKey(mine));
    const { next = '' } = await client.get('/cyber-systems?limit=1');
    expect(next).toContain('cursor=');
    expect((await client.get(next)).status).toBe(200);
    const other = createClient(server.url, await server.newKey(theirs));
    expect((await other.get(next)).body.field).toBe('cursor');
  });
});
