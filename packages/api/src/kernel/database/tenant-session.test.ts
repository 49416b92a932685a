import { sql } from 'kysely';
import type pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import { createClient } from '../../../test/support/client.ts';
import { makeFacility } from '../../../test/support/fixtures.ts';
import { statementTexts } from '../../../test/support/statements.ts';
import { useTestServer } from '../../../test/support/use-test-server.ts';
import type { Organization } from '../../operator/organizations.ts';
import { Deadline } from '../base/deadline.ts';
import { sqlQuery } from '../slice/sql.ts';
import type { Database } from './database.ts';
import { Exchange } from './pipeline.ts';
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

/** The database, with something done to each connection that is handed out. */
const withConnections = (change: (client: pg.PoolClient) => void): Database => ({
  ...server.database,
  async acquire(use) {
    const client = await server.database.acquire(use);
    change(client);
    return client;
  },
});

/** Makes a connection fail at what matches, and do everything else, until it is released. */
function breaking(client: pg.PoolClient, pattern: RegExp): void {
  const ask = client.query.bind(client) as (...given: unknown[]) => unknown;
  const { release } = client;
  client.query = ((...given: unknown[]) => {
    if (!statementTexts(given[0]).some((text) => pattern.test(text))) return ask(...given);
    const error = new Error('cut off');
    if (!(given[0] instanceof Exchange)) return Promise.reject(error);
    // As when the connection ends before an answer: none of it is answered.
    given[0].handleError(error);
    return undefined;
  }) as typeof client.query;
  client.release = (destroy) => {
    Object.assign(client, { query: ask, release });
    client.release(destroy);
  };
}

describe('a connection', () => {
  it('a connection reads by an index, even from a table that was empty when the plan was made', async () => {
    const answer = sql<{
      'QUERY PLAN': string;
    }>`explain select body from idempotent_answers where idempotency_key = 'some'`;
    const asset = sql<{ 'QUERY PLAN': string }>`explain select * from cyber_assets where asset_tag = 'some'`;
    // Since then, PostgreSQL knows how small they are.
    await server.database.query({ text: 'vacuum (analyze) idempotent_answers, cyber_assets' });
    await inTenantTransaction(server.database, of(mine), async (tx) => {
      for (const statement of [answer, asset]) {
        const plan = (await tx.many(sqlQuery(statement))).flatMap(Object.values).join('\n');
        expect(plan).toContain('Index');
        expect(plan).not.toContain('Seq Scan');
      }
    });
  });

  it('a connection that serves several organizations, in turn or at once, returns to each its own records', async () => {
    for (let turn = 0; turn < 5; turn++) {
      expect(await read(server.database, mine)).toEqual(['Mine']);
      expect(await read(server.database, theirs)).toEqual(['Theirs']);
    }
    const organizations = Array.from({ length: 60 }, (_, index) => (index % 3 === 0 ? mine : theirs));
    const answers = await Promise.all(organizations.map((organization) => read(server.database, organization)));
    expect(answers).toEqual(organizations.map((organization) => (organization === mine ? ['Mine'] : ['Theirs'])));
  });

  it('a connection that could not be switched returns nothing of the organization before, and is not used again', async () => {
    await read(server.database, mine);
    const failing = withConnections((client) => breaking(client, /set_config\('app.organization_id', \$1, false\)/));
    await expect(read(failing, theirs)).rejects.toThrow('not available');
    for (const organization of [theirs, mine, theirs]) {
      expect(await read(server.database, organization)).toEqual(organization === mine ? ['Mine'] : ['Theirs']);
    }
  });

  it('a connection is the owner’s again when the owner queries, even after a read that failed', async () => {
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

  it('a connection that could not be given back to the owner is closed', async () => {
    await read(server.database, mine);
    const client = await server.database.acquire('tenant');
    breaking(client, /set_config\('role', 'none', false\)/);
    client.release();
    expect(await server.database.query({ text: 'select from organizations' })).toHaveLength(2);
    expect(await read(server.database, theirs)).toEqual(['Theirs']);
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
      expect([undefined, 'ApiError: The database is not available; retry later']).toContain(outcome);
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
