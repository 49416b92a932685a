import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { withPipeline } from '../../../test/support/pipelines.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import type { Organization } from '../../operator/organizations.ts';
import { Deadline } from '../base/deadline.ts';
import { sqlQuery } from '../slice/sql.ts';
import type { Database } from './database.ts';
import { declareStatement } from './statement.ts';
import { inTenantTransaction, type TenantContext } from './tenant-transaction.ts';

/** Reads share connections without transactions: what one organization leaves on a connection must never serve another. */

const server = useTestServer();
let mine: Organization;
let theirs: Organization;

beforeAll(async () => {
  mine = await server.newOrganization();
  theirs = await server.newOrganization();
  for (const [organization, title] of [
    [mine, 'Mine'],
    [theirs, 'Theirs'],
  ] as const) {
    await makeFacility(createClient(server.url, await server.newKey(organization)), { title });
  }
});

const titles = sql<{ title: string }>`select title from facilities`;

const of = ({ id }: Organization): TenantContext => ({
  organizationId: id,
  actor: { type: 'operator', label: 'test' },
  operationId: 'test',
  requestId: '',
  deadline: new Deadline(),
  timeoutMs: 5000,
  isRead: true,
});

const read = (database: Database, organization: Organization, statement = titles) =>
  inTenantTransaction(database, of(organization), async (tx) =>
    (await tx.many(sqlQuery(statement))).map(({ title }) => title),
  );

/** The database, failing without a response at statements that match, as when a connection ends. */
const breaking = (pattern: RegExp): Database =>
  withPipeline(
    server.database,
    (send) => async (statements) =>
      statements.some(({ text }) => pattern.test(text))
        ? { results: [], error: new Error('cut off') }
        : send(statements),
  );

describe('a connection', () => {
  it('a connection plans a prepared statement again once PostgreSQL knows that an empty table has grown', async () => {
    const find = declareStatement('test', 'select body from idempotent_responses where idempotency_key = $1');
    await server.database.query({ text: 'vacuum (analyze) idempotent_responses' });
    await inTenantTransaction(server.database, of(mine), async (tx) => {
      // Often enough that the plan no longer depends on the values.
      for (let turn = 0; turn < 10; turn++) await tx.many(find('some'));
      await server.database.query({
        text: `insert into idempotent_responses (organization_id, idempotency_key, fingerprint, status, headers, body)
               select $1, n::text, '', 200, '{}', '' from generate_series(1, 20000) n`,
        values: [mine.id],
      });
      await server.database.query({ text: 'analyze idempotent_responses' });
      const plan = (await tx.many({ text: `explain execute test('some')` })).map((line) => JSON.stringify(line)).join();
      expect(plan).toContain('Index');
      expect(plan).not.toContain('Seq Scan');
    });
  });

  it('a connection that serves several organizations, in turn or at once, returns to each its own records', async () => {
    for (let turn = 0; turn < 5; turn++) {
      expect(await read(server.database, mine)).toEqual(['Mine']);
      expect(await read(server.database, theirs)).toEqual(['Theirs']);
    }
    const organizations = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? mine : theirs));
    const responses = await Promise.all(organizations.map((organization) => read(server.database, organization)));
    expect(responses).toEqual(organizations.map((organization) => (organization === mine ? ['Mine'] : ['Theirs'])));
  });

  it('a connection that breaks during the switch returns nothing of the organization before, and is not used again', async () => {
    await read(server.database, mine);
    await expect(read(breaking(/app\.organization_id/), theirs)).rejects.toThrow('not available');
    for (const organization of [theirs, mine, theirs]) {
      expect(await read(server.database, organization)).toEqual(organization === mine ? ['Mine'] : ['Theirs']);
    }
  });

  it('nothing behind a failed switch of organization is run, in a transaction or without one', async () => {
    const refused = withPipeline(
      server.database,
      (send) => (statements) =>
        send(
          statements.map((statement) =>
            statement.name === 'switch-organization' ? { text: 'select 1 / 0' } : statement,
          ),
        ),
    );
    for (const isRead of [true, false]) {
      for (let turn = 0; turn < 20; turn++) {
        await read(server.database, mine);
        const changing = inTenantTransaction(refused, { ...of(theirs), isRead }, (tx) =>
          tx.batch([{ text: `update facilities set title = 'Changed'` }, sqlQuery(titles)]),
        );
        await expect(changing).rejects.toThrow('division by zero');
      }
      expect(await read(server.database, mine)).toEqual(['Mine']);
      expect(await read(server.database, theirs)).toEqual(['Theirs']);
    }
  });

  it('nothing is run for a handler that goes on after its first statement failed', async () => {
    await read(server.database, mine);
    for (let turn = 0; turn < 20; turn++) {
      const goingOn = inTenantTransaction(server.database, of(turn % 2 === 0 ? theirs : mine), async (tx) => {
        await tx.many({ text: 'select 1 / 0' }).catch(() => {});
        return tx.many(sqlQuery(titles));
      });
      await expect(goingOn).rejects.toThrow('division by zero');
    }
  });

  it('a connection of a tenant is never the owner’s again: the owner has its own', async () => {
    await expect(read(server.database, mine, sql`select name as title from organizations`)).rejects.toThrow(
      'permission denied',
    );
    const [owner] = await server.database.query<{ organizations: number; role: string; organization: string }>({
      text: `select (select count(*)::int from organizations) as organizations, current_setting('role') as role,
                    current_setting('app.organization_id', true) as organization`,
    });
    expect(owner).toMatchObject({ role: 'none' });
    expect(owner?.organizations).toBeGreaterThanOrEqual(2);
    expect(owner?.organization ?? '').toBe('');
  });

  it('a connection refuses queries after its transaction has ended', async () => {
    const { idle } = server.database.load();
    const context = { ...of(mine), isRead: false };
    const strays: Promise<unknown>[] = [];
    for (let turn = 0; turn < 5; turn++) {
      await inTenantTransaction(server.database, context, async (tx) => {
        const goOn = async () => {
          for (let n = 0; n < 6; n++)
            expect((await tx.many(sqlQuery(titles))).map(({ title }) => title)).toEqual(['Mine']);
        };
        strays.push(goOn().catch((error: unknown) => String(error)));
        await tx.many(sqlQuery(titles));
      });
      await read(server.database, theirs);
    }
    for (const outcome of await Promise.all(strays)) {
      expect([undefined, 'Error: The transaction has ended']).toContain(outcome);
    }
    expect(await read(server.database, mine)).toEqual(['Mine']);
    expect(server.database.load().idle).toBe(Math.max(idle, 1));
  });

  it('a connection carries nothing from a read into a write', async () => {
    const client = createClient(server.url, await server.newKey(theirs));
    await read(server.database, mine);
    const { id } = await makeFacility(client, { title: 'Theirs too' });
    expect(await read(server.database, mine)).toEqual(['Mine']);
    expect((await read(server.database, theirs)).sort()).toEqual(['Theirs', 'Theirs too']);
    await client.must.delete(`/facilities/${id}`);
  });
});
