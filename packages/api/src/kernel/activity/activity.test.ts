import fc from 'fast-check';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeOneOfEach } from '../../../test/security/targets.ts';
import type { Client } from '../../../test/support/client.ts';
import { makeFacility, makeInventory } from '../../../test/support/fixtures.ts';
import { scaled } from '../../../test/support/scaled.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import { asOperator, type Organization } from '../../operator/organizations.ts';
import { sqlQuery } from '../slice/sql.ts';
import { canonicalJson, verifyChain } from './chain.ts';

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

const numbersIn = (value: unknown): number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
};
/** No field of ours holds others; of digits that are equally near, PostgreSQL and ECMAScript choose differently beyond. */
const isOrdinary = (number: number): boolean => number === 0 || (Math.abs(number) > 1e-9 && Math.abs(number) < 2 ** 53);

const statement = (text: string) => server.database.query({ text });

describe('the chain', () => {
  it('another program can verify the chain: canonical JSON, hashed with its predecessor’s hash', async () => {
    const entries = await exported();
    expect(entries.length).toBeGreaterThan(5);
    const { end, problem } = await verifyChain(entries, { whole: true });
    expect(problem).toBeUndefined();
    const { body } = await client.get('/activity/checkpoint');
    expect(body).toMatchObject({ ...end });
  });

  it('the chain shows any entry that was edited, dropped, moved or inserted, and names the first', async () => {
    const entries = (await exported()) as Record<string, unknown>[];
    const { length } = entries;
    const index = fc.integer({ min: 0, max: length - 1 });
    const fields = Object.keys(entries[0] ?? {});
    await fc.assert(
      fc.asyncProperty(index, fc.constantFrom(...fields), async (at, field) => {
        const edited = entries.map((entry, n) => (n === at ? { ...entry, [field]: 'edited' } : entry));
        const { problem, end } = await verifyChain(edited, { whole: true });
        expect(problem).toBeDefined();
        expect(end?.sequence ?? 0).toBe(at);
      }),
    );
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: length - 2 }), async (at) => {
        const dropped = entries.filter((_, n) => n !== at);
        expect((await verifyChain(dropped, { whole: true })).problem).toContain(`entry ${at + 1} is missing`);
        const swapped = entries.with(at, entries[at + 1] ?? {}).with(at + 1, entries[at] ?? {});
        expect((await verifyChain(swapped, { whole: true })).end?.sequence ?? 0).toBe(at);
        const twice = entries.toSpliced(at, 0, entries[at] ?? {});
        expect((await verifyChain(twice, { whole: true })).problem).toContain(`entry ${at + 1} is out of order`);
      }),
    );
  });

  it('a kept checkpoint shows that the chain was cut short or entirely rewritten', async () => {
    const entries = await exported();
    const { end } = await verifyChain(entries, { whole: true });
    const shorter = await verifyChain(entries.slice(0, -2), { whole: true, checkpoint: end });
    expect(shorter.problem).toContain(`entry ${entries.length - 1} is missing`);
    // What is read on from the checkpoint has to go on from it.
    const checkpoint = { sequence: 2, hash: String((entries[1] as { hash: string }).hash) };
    expect((await verifyChain(entries.slice(2), { checkpoint })).problem).toBeUndefined();
    expect((await verifyChain(entries.slice(3), { checkpoint })).problem).toContain('entry 3 is missing');
    const other = { sequence: 2, hash: 'f'.repeat(64) };
    expect((await verifyChain(entries.slice(2), { checkpoint: other })).problem).toContain(
      'entry 3 does not follow entry 2',
    );
    const anew = await verifyChain(entries, { whole: true, checkpoint: { sequence: 2, hash: 'f'.repeat(64) } });
    expect(anew.problem).toContain('entry 2 differs from the checkpoint');
  });

  it('each entry is in the canonical form of RFC 8785, whatever its values', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(fc.jsonValue(), fc.string({ unit: 'grapheme' })), async (value) => {
        const text = JSON.stringify(value);
        // What PostgreSQL cannot hold cannot be in the log.
        fc.pre(!text.includes('\\u0000') && !/\\ud[89a-f]/i.test(text) && numbersIn(value).every(isOrdinary));
        const [row] = await server.database.query<{ canonical: string }>({
          text: 'select canonical_json($1::jsonb) as canonical',
          values: [text],
        });
        expect(row?.canonical).toBe(canonicalJson(JSON.parse(text)));
      }),
    );
  });

  it('the chain of one organization does not wait for another’s', async () => {
    const other = await server.newClient();
    await asOperator(server.database, organization, 'test', async (tx) => {
      await tx.many(sqlQuery(sql`update facilities set title = 'Renamed'`));
      // From here on it holds the end of its chain, as at a commit that takes its time.
      await tx.many(sqlQuery(sql`set constraints all immediate`));
      await makeFacility(other);
    });
    await Promise.all([makeFacility(other), makeFacility(client)]);
    expect((await verifyChain(await exported(other), { whole: true })).problem).toBeUndefined();
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

  it('the past shows a record once that somebody deleted in the database and made again', async () => {
    const own = await server.newClient();
    const { id } = await makeFacility(own, { title: 'Twice' });
    await statement(`create table kept as select * from facilities where id = '${id}'`);
    await statement(`delete from facilities where id = '${id}'`);
    const gone = (await own.get('/activity/checkpoint')).body.occurredAt;
    await statement('insert into facilities select * from kept');
    await statement('drop table kept');
    const back = (await own.get('/activity/checkpoint')).body.occurredAt;
    expect((await own.get(`/facilities?asOf=${gone}`)).text).toBe('[]');
    expect((await own.get<unknown[]>(`/facilities?asOf=${back}`)).body).toHaveLength(1);
  });
});

describe('the log', () => {
  const asRequest = (text: string) =>
    asOperator(server.database, organization, 'test', (tx) => tx.many(sqlQuery(sql.raw(text))));

  it('the role that requests run as can’t write, change or delete entries', async () => {
    for (const text of [
      "insert into activity_entries (organization_id, sequence, occurred_at, actor_type, action, resource_type, hash) values (current_organization_id(), 9999, now(), 'database', 'created', 'facilities', sha256(''))",
      "update activity_entries set change_reason = 'x'",
      'delete from activity_entries',
      'truncate activity_entries',
      'update activity_heads set sequence = 0',
      'delete from activity_heads',
      'select from private.activity_pending',
      'insert into private.activity_pending (is_first) values (true)',
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

  it('no setting that the role may write bypasses the log', async () => {
    const own = await server.newOrganization();
    const owner = server.client(await server.newKey(own));
    const { id } = await makeFacility(owner);
    for (const pending of ['yes', 'one', 'many']) {
      await asOperator(server.database, own, 'test', async (tx) => {
        await tx.many(sqlQuery(sql`select set_config('app.activity_is_pending', ${pending}, true)`));
        await tx.many(sqlQuery(sql`update facilities set title = ${`Changed ${pending}`} where id = ${id}`));
      });
      const [entry] = (await owner.get<{ after: { title: string } }[]>('/activity?limit=1')).body;
      expect(entry?.after.title).toBe(`Changed ${pending}`);
    }
    expect(await statement('select from private.activity_pending')).toEqual([]);
  });

  it('nobody else who may connect can write the log', async () => {
    const executable = await server.database.query<{ name: string }>({
      text: `select p.proname as name from pg_proc p
              where p.pronamespace = 'public'::regnamespace and p.prosecdef and has_function_privilege('public', p.oid, 'execute')`,
    });
    expect(executable).toEqual([]);
  });

  it('a trigger on somebody’s own table can’t forge an entry', async () => {
    for (const name of ['seal_activity', 'log_facilities', 'log_change_of_facilities']) {
      const forging = asOperator(server.database, await server.newOrganization(), 'test', async (tx) => {
        await tx.many(sqlQuery(sql`create temporary table forged (like public.activity_heads)`));
        await tx.many(
          sqlQuery(sql`create trigger forged after insert on forged for each row execute function ${sql.raw(name)}()`),
        );
      });
      await expect(forging, name).rejects.toThrow('permission denied for function');
    }
  });

  it('the owner changes the log only on purpose, and then it shows', async () => {
    for (const text of [
      "update activity_entries set change_reason = 'x'",
      'delete from activity_entries',
      'truncate activity_entries',
      'truncate facilities cascade',
      'update physical_area_cyber_assets set id = gen_random_uuid()',
    ]) {
      await expect(statement(text), text).rejects.toThrow('is refused');
    }
    const mallory = await server.newOrganization();
    const theirs = server.client(await server.newKey(mallory));
    await makeInventory(theirs);
    await statement('alter table activity_entries disable trigger refuse_change');
    await statement(`update activity_entries set after = '{"title":"Nothing to see"}'
                      where organization_id = '${mallory.id}' and sequence = 3`);
    await statement('alter table activity_entries enable trigger refuse_change');
    expect((await verifyChain(await exported(theirs), { whole: true })).problem).toContain('entry 3 was changed');
  });

  it('the log has every column of every record, except the hashes of keys', async () => {
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
      const expected = names.filter((name) => !['organization_id', 'key_sha256'].includes(name));
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
      'activity_entries',
      'activity_heads',
      'idempotent_responses',
      'outbox',
    ]);
  });
});
