import { describe, expect, it } from 'vitest';
import { makeOneOfEach } from '../../../test/security/targets.ts';
import type { Client } from '../../../test/support/client.ts';
import { addressBody, makeControlCenter, makeFacility } from '../../../test/support/fixtures.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import type { Organization } from '../../operator/organizations.ts';
import { withOwner } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import type { Finding } from './findings.ts';
import { sealAll } from './sealer.ts';
import { verifiableOrganizations, verifyOrganization } from './verify.ts';

const server = useTestServer();

interface Log {
  readonly organization: Organization;
  readonly client: Client;
}

async function newLog(): Promise<Log> {
  const organization = await server.newOrganization();
  return { organization, client: server.client(await server.newKey(organization)) };
}

const run = (text: string) => server.database.query<Record<string, unknown>>({ text });
const findingsOf = async ({ organization }: Log): Promise<readonly Finding[]> =>
  (await verifyOrganization(server.database, organization.id)).findings;

/** As somebody who owns the database, past the triggers. */
const tamper = (text: string) =>
  withOwner(server.database, async (client) => {
    await client.query(`begin; set local session_replication_role = replica; ${text}; commit`);
  });

/** As an update of the software whose migration does this. */
async function migrateBy(...statements: string[]): Promise<void> {
  await withOwner(server.database, async (client) => {
    await client.query(`begin; set constraints all immediate; ${statements.join('; ')}`);
    await client.query("update schema_migrations set checksum = '' where name = 'functions'");
    await client.query('commit');
  });
  await migrate(server.database);
}

describe('A whole log', () => {
  it('has no findings, whatever the API or the database’s owner has done to the records', async () => {
    const log = await newLog();
    const { client } = log;
    const ids = await makeOneOfEach(client);
    await client.must.patch(`/facilities/${ids.facilityId}`, {
      title: 'Renamed',
      address: { ...addressBody, city: 'Lander' },
    });
    await client.must.delete(`/cyber-assets/${ids.cyberAssetId}`);
    await client.must.post(`/cyber-assets/${ids.cyberAssetId}/restore`, undefined);
    const reader = (await client.must.post('/api-keys', { role: 'read_only' })).body;
    expect((await server.client(String(reader.key)).delete(`/facilities/${ids.facilityId}`)).status).toBe(403);
    await client.must.delete(`/api-keys/${reader.id}`);
    await sealAll(server.database, log.organization.id);
    const open = await makeFacility(client);
    await run(`create table kept as select * from facilities where id = '${open.id}'`);
    await run(`delete from facilities where id = '${open.id}'`);
    await run('insert into facilities select * from kept; drop table kept');
    const { findings, entries, sealed } = await verifyOrganization(server.database, log.organization.id);
    expect(findings).toEqual([]);
    expect(entries - sealed.size).toBe(3);
  });
});

describe('A finding', () => {
  it('names the first entry that is not the one that was sealed, and how many others there are', async () => {
    const log = await newLog();
    for (let count = 0; count < 4; count++) await makeFacility(log.client);
    await sealAll(server.database);
    await tamper(
      `update activity_entries set context = '{"actor":null}' where organization_id = '${log.organization.id}' and sequence >= 3`,
    );
    expect(await findingsOf(log)).toEqual([
      expect.objectContaining({
        kind: 'entry',
        what: 'entry 3 is not the one that was sealed: it was changed, added, or moved',
        sequence: 3,
        since: expect.stringMatching(/^20.*\.\d{6}Z$/),
        others: 2,
      }),
    ]);
  });

  it('names an entry that is missing or out of order, sealed or not', async () => {
    const log = await newLog();
    for (let count = 0; count < 4; count++) await makeFacility(log.client);
    const own = `organization_id = '${log.organization.id}'`;
    await tamper(
      `update activity_entries set occurred_at = occurred_at - interval '1 hour' where ${own} and sequence = 4`,
    );
    expect(await findingsOf(log)).toMatchObject([
      { kind: 'entry', what: expect.stringContaining('entry 4 is out of order') },
    ]);
    await sealAll(server.database, log.organization.id);
    await tamper(`delete from activity_entries where ${own} and sequence >= 4`);
    expect(await findingsOf(log)).toMatchObject([
      { kind: 'entry', what: 'entry 4 is missing: the log ends before it, and 5 entries were sealed' },
      { kind: 'record', what: expect.stringContaining('came from nowhere'), others: 1 },
    ]);
    await tamper(`delete from activity_entries where ${own} and sequence = 2`);
    expect((await findingsOf(log))[0]).toMatchObject({ kind: 'entry', what: 'entry 2 is missing: entry 3 follows' });
  });

  it('names a record that was changed, is missing, or came from nowhere, and the last entry that agrees', async () => {
    const log = await newLog();
    const [changed, missing] = [await makeFacility(log.client), await makeFacility(log.client)];
    await tamper(`update facilities set title = 'Lowered', bes = false where id = '${changed.id}'`);
    expect(await findingsOf(log)).toEqual([
      {
        kind: 'record',
        what: `facilities ${changed.id} was changed after its last entry without an entry: fields bes, title`,
        resourceType: 'facilities',
        resourceId: changed.id,
        sequence: 2,
        since: expect.any(String),
        others: 0,
      },
    ]);
    await tamper(`update facilities set title = 'Wind River', bes = true where id = '${changed.id}'`);
    await tamper(`delete from facilities where id = '${missing.id}'`);
    const gone = `facilities ${missing.id} is missing: no entry says that it was deleted`;
    expect(await findingsOf(log)).toMatchObject([{ kind: 'record', what: gone, sequence: 3 }]);
  });

  it('names an unsealed entry that does not follow from those before it', async () => {
    const log = await newLog();
    const { id } = await makeFacility(log.client, { title: 'One' });
    await log.client.must.patch(`/facilities/${id}`, { title: 'Two' });
    await tamper(
      `update activity_entries set before = replace(before::text, 'One', 'Zero')::json where resource_id = '${id}' and sequence = 3`,
    );
    expect(await findingsOf(log)).toMatchObject([
      {
        kind: 'record',
        what: `facilities ${id} was changed before entry 3 without an entry: field title`,
        sequence: 2,
      },
    ]);
  });

  it('is about an organization that was removed, too', async () => {
    const log = await newLog();
    await tamper(`delete from organizations where id = '${log.organization.id}'`);
    const listed = await verifiableOrganizations(server.database);
    expect(listed.find(({ id }) => id === log.organization.id)).toEqual({
      id: log.organization.id,
      slug: log.organization.id,
    });
    expect(await findingsOf(log)).toMatchObject([{ kind: 'organization' }]);
  });
});

describe('A migration', () => {
  it('that adds, drops, and renames columns has an entry that says so, and one for each record with another value', async () => {
    const log = await newLog();
    const usual = await makeFacility(log.client, { title: 'Usual', facilityCode: 'USUAL' });
    const other = await makeFacility(log.client, { title: 'Other', facilityCode: 'OTHER' });
    const third = await makeFacility(log.client);
    await sealAll(server.database);
    await migrateBy(
      'alter table facilities add black_start boolean not null default false',
      `update facilities set black_start = true where facility_code = 'OTHER'`,
      'alter table facilities drop column nerc_registration_id',
      'alter table facilities rename registration_date to registered_on',
    );
    const entries = (await log.client.get<Record<string, unknown>[]>('/activity?after=4&limit=10')).body;
    expect(entries).toMatchObject([
      { action: 'updated', resourceId: other.id },
      {
        action: 'migrated',
        resourceType: 'facilities',
        resourceId: null,
        operationId: 'migrate',
        actor: { type: 'software', label: expect.stringMatching(/^\d+\.\d+\.\d+/) },
        after: {
          added: { blackStart: false },
          dropped: ['nercRegistrationId'],
          renamed: { registrationDate: 'registeredOn' },
        },
      },
      { action: 'updated', resourceId: other.id, before: { blackStart: false }, after: { blackStart: true } },
    ]);
    expect(entries).toHaveLength(3);
    const records = async () => (await findingsOf(log)).filter(({ kind }) => kind !== 'definition');
    expect(await records()).toEqual([]);
    await run(`update facilities set black_start = true where id = '${third.id}'`);
    expect(await records()).toEqual([]);
    await tamper(`update facilities set black_start = true where id = '${usual.id}'`);
    expect(await records()).toMatchObject([{ kind: 'record', resourceId: usual.id }]);
    await tamper(`update facilities set black_start = false where id = '${usual.id}'`);
  });

  it('that makes a table of records from others logs each of them as created', async () => {
    const log = await newLog();
    const { id } = await makeControlCenter(log.client, { centerTitle: 'Riverton' });
    await migrateBy(
      'create table sites (like private.records including all, title text not null)',
      'insert into sites (organization_id, id, title) select organization_id, id, center_title from control_centers',
      "select protect_tenant_table('sites')",
    );
    const [entry] = (await log.client.get<Record<string, unknown>[]>('/activity?limit=1')).body;
    expect(entry).toMatchObject({
      action: 'created',
      resourceType: 'sites',
      resourceId: id,
      after: { title: 'Riverton' },
    });
  });
});
