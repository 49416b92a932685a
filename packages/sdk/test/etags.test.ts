import { expect, test } from 'vitest';
import { ConfigError, etagOf, RaptorComply } from '../src/index.ts';
import { json } from './fault-server.ts';
import { quick, useFaultServer } from './setup.ts';

const server = useFaultServer();

test('a record that was read or written has its ETag within reach, and is otherwise what the server sent', async () => {
  server.script(json(200, { id: '1' }, { ETag: '"3"' }), json(200, { id: '1' }, { ETag: '"4-gzip"' }), json(200, {}));
  const { facilities } = new RaptorComply(quick(server));
  const facility = await facilities.get('1');
  expect([facility, Reflect.ownKeys(facility)]).toEqual([{ id: '1' }, ['id']]);
  const updated = await facilities.update('1', { title: 'a' }, { ifMatch: etagOf(facility) });
  const { data } = await facilities.update('1', { title: 'b' }, { ifMatch: etagOf(updated) }).withResponse();
  expect(server.requests.map(({ headers }) => headers['if-match'])).toEqual([undefined, '"3"', '"4-gzip"']);
  expect(() => etagOf(data)).toThrow(ConfigError);
});

test('what has no ETag throws, so that no write loses its condition unnoticed', async () => {
  server.script(json(200, { id: '1' }, { ETag: '"3"' }), json(200, [{ id: '1' }], { ETag: '"5"' }));
  const { facilities } = new RaptorComply(quick(server));
  const facility = await facilities.get('1');
  const list = await facilities.list();
  for (const other of [{ ...facility }, list[0], list, {}, null, undefined, 'a'])
    expect(() => etagOf(other as object)).toThrow(/has no ETag/);
});
