import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeOneOfEach } from '../../../test/security/targets.ts';
import type { Client } from '../../../test/support/client.ts';
import { lastMoment, makeFacility } from '../../../test/support/fixtures.ts';
import { scaled } from '../../../test/support/scaled.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { asOperator, type Organization } from '../../operator/organizations.ts';
import { sqlQuery } from '../slice/sql.ts';

const server = useTestServer();
let organization: Organization;
let client: Client;
beforeAll(async () => {
  organization = await server.newOrganization();
  client = server.client(await server.newKey(organization));
  await makeOneOfEach(client);
});

const exported = async (from = client): Promise<unknown[]> => {
  const { text } = await from.get('/activity', { accept: 'application/x-ndjson' });
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as unknown]));
};

const statement = (text: string) => server.database.query({ text });

describe('a commit', () => {
  it('the log of one organization does not wait for another’s', async () => {
    const other = await server.newClient();
    await asOperator(server.database, organization, 'test', async (tx) => {
      await tx.many(sqlQuery(sql`update facilities set title = 'Renamed'`));
      // From here on it holds the end of its log, as at a commit that takes its time.
      await tx.many(sqlQuery(sql`set constraints all immediate`));
      await makeFacility(other);
    });
    await Promise.all([makeFacility(other), makeFacility(client)]);
  });
});

describe('a question about the past', () => {
  it('a question about the past has one final answer, however many write meanwhile', async () => {
    const own = await server.newClient();
    const { id } = await makeFacility(own, { title: 'Before' });
    let writing = true;
    const writers = [1, 2].map(async (writer) => {
      for (let count = 0; writing; count++) await own.must.patch(`/facilities/${id}`, { title: `${writer} ${count}` });
    });
    const asked: [string, string][] = [];
    for (let count = 0; count < scaled(150, 30); count++) {
      // The caller's clock is a little ahead of the database's, which then waits for it.
      const path = `/facilities/${id}?asOf=${new Date(Date.now() + (count % 3)).toISOString()}`;
      asked.push([path, (await own.get(path)).text]);
    }
    writing = false;
    await Promise.all(writers);
    for (const [path, text] of asked) expect((await own.get(path)).text, path).toBe(text);
  });

  it('a question about a moment before the log begins is refused, and names the first moment', async () => {
    const own = await server.newClient();
    const [first] = (await own.get<{ occurredAt: string }[]>('/activity?after=0&limit=1')).body;
    const { status, body } = await own.get('/facilities?asOf=2020-01-01T00:00:00Z');
    expect([status, body.field]).toEqual([422, 'asOf']);
    expect(body.message).toContain(String(first?.occurredAt));
    expect((await own.get(`/facilities?asOf=${first?.occurredAt}`)).text).toBe('[]');
  });

  it('the past shows a record once that somebody deleted in the database and made again', async () => {
    const own = await server.newClient();
    const { id } = await makeFacility(own, { title: 'Twice' });
    await statement(`create table kept as select * from facilities where id = '${id}'`);
    await statement(`delete from facilities where id = '${id}'`);
    const gone = await lastMoment(own);
    await statement('insert into facilities select * from kept');
    await statement('drop table kept');
    const back = await lastMoment(own);
    expect((await own.get(`/facilities?asOf=${gone}`)).text).toBe('[]');
    expect((await own.get<unknown[]>(`/facilities?asOf=${back}`)).body).toHaveLength(1);
  });
});

describe('a transaction', () => {
  it('a change in another isolation level is refused, as it would not see the last entry', async () => {
    const own = await server.newClient();
    const { id } = await makeFacility(own);
    for (const level of ['repeatable read', 'serializable']) {
      const text = `begin isolation level ${level}; update facilities set title = 'x' where id = '${id}'; commit`;
      await expect(statement(text), level).rejects.toThrow('READ COMMITTED');
    }
  });

  it('the log’s time is the clock’s, however many write', async () => {
    const own = await server.newClient();
    await Promise.all(Array.from({ length: 200 }, () => makeFacility(own)));
    expect(Date.parse(await lastMoment(own))).toBeLessThanOrEqual(Date.now());
  });

  it('a change after a question about a moment has a later moment, even if the clock was set back', async () => {
    const organization = await server.newOrganization();
    const own = server.client(await server.newKey(organization));
    const later = new Date(Date.now() + 3_600_000).toISOString();
    await server.database.query({
      text: 'insert into activity_logs (organization_id, moment) values ($1, $2)',
      values: [organization.id, later],
    });
    await makeFacility(own);
    expect(await lastMoment(own)).toBe(later.replace('Z', '001Z'));
  });
});

describe('the log', () => {
  const asRequest = (text: string) =>
    asOperator(server.database, organization, 'test', (tx) => tx.many(sqlQuery(sql.raw(text))));

  it('the role that requests run as can’t write, change or delete entries', async () => {
    for (const text of [
      "insert into activity_entries (organization_id, sequence, occurred_at, version, action, resource_type, context) values (current_organization_id(), 9999, now(), '1', 'created', 'facilities', '{}')",
      "update activity_entries set context = '{}'",
      'delete from activity_entries',
      'truncate activity_entries',
      'update activity_trees set size = 0',
      'delete from activity_tiles',
      'delete from activity_logs',
      'update activity_logs set contradiction = null, epoch = 2',
      'delete from activity_cosignatures',
      "select append_activity(current_organization_id(), 'created', 'facilities', null, null, null, null)",
      'alter table facilities disable trigger activity_of_update',
      "set local session_replication_role = 'replica'",
    ]) {
      await expect(asRequest(text), text).rejects.toThrow(/permission denied|must be owner/);
    }
  });

  it('the log records a change of a number’s notation', async () => {
    const own = await server.newClient();
    const { id, updatedAt } = await makeFacility(own, { capacityMw: '100.0' });
    const { body } = await own.patch(`/facilities/${id}`, { capacityMw: '100.00' });
    expect(body.capacityMw).toBe('100.00');
    expect(String(body.updatedAt) > String(updatedAt)).toBe(true);
    const [entry] = (await own.get<{ before: unknown; after: unknown }[]>('/activity?limit=1')).body;
    expect(entry).toMatchObject({ before: { capacityMw: '100.0' }, after: { capacityMw: '100.00' } });
    expect((await own.get(`/facilities/${id}?asOf=${body.updatedAt}`)).status).not.toBe(500);
  });

  it('nobody else who may connect can write the log', async () => {
    const executable = await server.database.query<{ name: string }>({
      text: `select p.proname as name from pg_proc p
              where p.pronamespace = 'public'::regnamespace and p.prosecdef and has_function_privilege('public', p.oid, 'execute')`,
    });
    expect(executable).toEqual([]);
  });

  it('a trigger on somebody’s own table can’t forge an entry', async () => {
    for (const name of ['log_facilities', 'log_api_keys']) {
      const forging = asOperator(server.database, await server.newOrganization(), 'test', async (tx) => {
        await tx.many(sqlQuery(sql`create temporary table forged (like public.activity_trees)`));
        await tx.many(
          sqlQuery(sql`create trigger forged after insert on forged for each row execute function ${sql.raw(name)}()`),
        );
      });
      await expect(forging, name).rejects.toThrow('permission denied for function');
    }
  });

  it('the owner changes the log only on purpose', async () => {
    for (const text of [
      "update activity_entries set context = '{}'",
      'delete from activity_entries',
      'truncate activity_entries',
      'truncate facilities cascade',
      'update physical_area_cyber_assets set id = gen_random_uuid()',
    ]) {
      await expect(statement(text), text).rejects.toThrow('is refused');
    }
  });

  it('the log has every column of every record', async () => {
    await client.must.patch('/organization', { alertDays: 10 });
    await client.must.post('/impact-assessments/determinations');
    const columns = await server.database.query<{ resource: string; names: string[] }>({
      text: `select replace(c.relname, '_', '-') as resource, array_agg(a.attname::text order by a.attname) as names
               from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_attribute a on a.attrelid = c.oid
              where t.tgname = 'activity_of_insert' and a.attnum > 0 and not a.attisdropped
              group by 1`,
    });
    const entries = (await exported()) as { resourceType: string; action: string; after: object }[];
    expect(columns.length).toBeGreaterThanOrEqual(8);
    for (const { resource, names } of columns.filter(({ resource }) => resource !== 'impact-determinations')) {
      const created = entries.find(({ resourceType, action }) => resourceType === resource && action === 'created');
      const expected = names.filter((name) => name !== 'organization_id');
      const camel = expected.map((name) => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
      expect(Object.keys(created?.after ?? {}).sort(), resource).toEqual(camel.sort());
    }
  });

  it('every tenant table is logged', async () => {
    const unlogged = await server.database.query<{ name: string }>({
      text: `select c.relname as name
               from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'organization_id'
              where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
                and (select count(*) from pg_trigger t where t.tgrelid = c.oid and t.tgname like 'activity\\_of\\_%') <> 3
              order by 1`,
    });
    // The log itself, and what is deleted after a while.
    expect(unlogged.map(({ name }) => name)).toEqual([
      'activity_cosignatures',
      'activity_entries',
      'activity_logs',
      'activity_tiles',
      'activity_trees',
      'activity_verifications',
      'idempotent_responses',
      'outbox',
      'reminders',
      'session_uses',
      'sign_in_links',
    ]);
  });
});
