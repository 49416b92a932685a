import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Client, TestResponse } from '../support/client.ts';
import { prepared, useClient, useSharedServer } from '../support/use-test-server.ts';
import { cursorsOf } from './organization.ts';
import { type Field, type Ids, idCalled, idOf, makeIds, type Target, targets, validCsv } from './targets.ts';

/** What one organization can learn of another, operation by operation, wherever a request can name something. */

const server = useSharedServer();
const mine = useClient(server);
const theirs = useClient(server);
const ids = prepared(() => makeIds(mine));
const foreign = prepared(() => makeIds(theirs));
const me = prepared(() => server.actingFor(String(ids.userId), mine));
const them = prepared(() => server.actingFor(String(foreign.userId), theirs));

/** The end of the other organization's log, which has every change of its data. */
const endOfTheirLog = async () => (await theirs.must.get('/activity/checkpoint')).text;

interface Named {
  /** The id that the path names. */
  readonly path?: (noun: string) => string;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

function send(client: Client, target: Target, { path, query, body, headers }: Named): Promise<TestResponse> {
  const parameters = [target.requiredQuery(), query ?? ''].filter((part) => part !== '').join('&');
  const at = target.path(path ?? ((noun) => idOf(noun, ids)));
  const hasBody = target.body === 'json' && target.method !== 'DELETE';
  const csv = { 'content-type': 'text/csv' };
  const content =
    target.body === 'csv' ? { body: validCsv(target, ids) } : hasBody ? { body: body ?? target.validBody(ids) } : {};
  return client.send(target.method, parameters === '' ? at : `${at}?${parameters}`, {
    ...content,
    headers: { ...(target.body === 'csv' ? csv : {}), ...headers },
  });
}

/** All that could tell two responses apart, but for what differs between any two requests. */
const seen = ({ status, text, headers }: TestResponse) => {
  const kept = [...headers].filter(([name]) => !['date', 'x-request-id', 'ratelimit'].includes(name));
  return { status, text, headers: kept };
};

/** Asks for a foreign id and for one that does not exist, with the other organization's data as it was before. */
async function expectSame(target: Target, named: (id: string | undefined) => Named): Promise<TestResponse> {
  const before = await endOfTheirLog();
  const one = await send(mine, target, named(undefined));
  const other = await send(mine, target, named(randomUUID()));
  expect(seen(one)).toEqual(seen(other));
  expect(one.status, one.text).toBeGreaterThanOrEqual(400);
  expect(await endOfTheirLog()).toBe(before);
  return one;
}

/** The parts of the catalogue are the same for every organization. */
const withPathIds = targets.filter(({ template }) => template.includes('{') && !template.startsWith('/requirements/'));
const queryIds = targets.flatMap((target) =>
  target.query
    .filter(({ schema }) => schema.format === 'uuid')
    .map(({ name }) => [target.operationId, name, target] as const),
);
const isReference = ({ schema }: Field) => schema.format === 'uuid' || schema.items?.format === 'uuid';
const bodyIds = targets.flatMap((target) =>
  target.fields.filter(isReference).map((field) => [target.operationId, field.path.join('.'), target, field] as const),
);
const lists = targets.filter(({ query }) => query.some(({ name }) => name === 'cursor'));

describe('an id of another organization gets the response of one that does not exist', () => {
  it.each(withPathIds.map((target) => [target.operationId, target] as const))(
    'a foreign id in the path of %s is like an unknown one',
    async (_, target) => {
      const response = await expectSame(target, (id) => ({ path: (noun) => id ?? idOf(noun, foreign) }));
      expect(response.status, response.text).toBe(404);
    },
  );

  it.each(withPathIds.filter(({ method }) => method !== 'GET').map((target) => [target.operationId, target] as const))(
    'a foreign id in the path of %s is like an unknown one, whatever If-Match and Idempotency-Key are sent along',
    async (_, target) => {
      for (const headers of [{ 'if-match': '*' }, { 'if-match': '"x"' }]) {
        await expectSame(target, (id) => ({ path: (noun) => id ?? idOf(noun, foreign), headers }));
      }
      await expectSame(target, (id) => ({
        path: (noun) => id ?? idOf(noun, foreign),
        headers: { 'idempotency-key': randomUUID() },
      }));
    },
  );

  it.each(queryIds)('a foreign id in the query of %s is like an unknown one: %s', async (_, name, target) => {
    await expectSame(target, (id) => ({ query: `${name}=${id ?? idCalled(name, foreign)}` }));
  });

  it.each(bodyIds)(
    'a foreign id in the body of %s is like an unknown one: %s',
    async (_, __, target, { path, schema }) => {
      await expectSame(target, (id) => {
        const name = path.at(-1) ?? '';
        const value = id ?? idCalled(name, foreign);
        const body = structuredClone(target.validBody(ids)) as Record<string, unknown>;
        const parent = path.slice(0, -1).reduce<Record<string, unknown>>((of, part) => {
          of[part] ??= {};
          return of[part] as Record<string, unknown>;
        }, body);
        parent[name] = schema.format === 'uuid' ? value : [value];
        return { body };
      });
    },
  );
});

describe('what another organization was given is worth nothing here', () => {
  it.each(lists.map((target) => [target.operationId, target] as const))(
    'a foreign cursor for %s is refused',
    async (_, target) => {
      const cursors = await cursorsOf(theirs);
      expect(cursors.length).toBeGreaterThan(0);
      for (const cursor of cursors) {
        const response = await send(mine, target, { query: `cursor=${cursor}` });
        expect([response.status, response.body.field]).toEqual([422, 'cursor']);
      }
    },
  );

  it('the same Idempotency-Key does both organizations’ work, each once', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const create = targets.find(({ operationId }) => operationId === 'createFacility');
    if (create === undefined) throw new Error('createFacility is gone');
    const body = create.validBody(ids);
    const [one, two, again] = [
      await send(mine, create, { body, headers }),
      await send(theirs, create, { body, headers }),
      await send(mine, create, { body, headers }),
    ];
    expect([one.status, two.status, again.status]).toEqual([201, 201, 201]);
    expect(two.body.id).not.toBe(one.body.id);
    expect(again.text).toBe(one.text);
    expect(two.headers.get('idempotency-replayed')).toBeNull();
  });
});

/** What only one record has: an id, a code of the fixtures. */
const NAMES = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]+-[0-9a-f]{8}/g;
const TEMPLATES = targets.map(({ operationId }) => operationId).filter((id) => id.endsWith('ImportTemplate'));
/** Reads that show no record, or none here. */
const CATALOGUE = ['listRequirements', 'getRequirement', 'getRequirementHorizon'];
const NAMELESS = ['checkAccess', 'listBrokenDataQualityRules', ...CATALOGUE, ...TEMPLATES];

it.each(targets.filter(({ method }) => method === 'GET').map((target) => [target.operationId, target] as const))(
  '%s shows each organization its own records and nothing else',
  async (_, target) => {
    const of = async (client: Client, own: Ids) =>
      new Set((await send(client, target, { path: (noun) => idOf(noun, own) })).text.match(NAMES));
    const [here, there] = [await of(me, ids), await of(them, foreign)];
    // The origin of a checkpoint begins with the id of the installation.
    const [installation] = await server.database.query<{ id: string }>({ text: 'select id from installation' });
    for (const names of [here, there]) names.delete(installation?.id ?? '');
    expect([...here].filter((name) => there.has(name))).toEqual([]);
    expect([here.size > 0, there.size > 0]).toEqual(Array(2).fill(!NAMELESS.includes(target.operationId)));
  },
);
