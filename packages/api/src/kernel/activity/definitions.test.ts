import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestDatabase } from '../../../test/support/test-server.ts';
import { type Database, withOwner } from '../database/database.ts';
import { readDefinitions } from './definitions.ts';

let database: Database;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

it('the list of definitions is that of a migrated database; `-u` writes it again', async () => {
  const definitions = await withOwner(database, async (client) => {
    await client.query('begin');
    const read = await readDefinitions(client);
    await client.query('commit');
    return read;
  });
  await expect(`${JSON.stringify(definitions, null, 2)}\n`).toMatchFileSnapshot('definitions.json');
});
