import { readdir, readFile } from 'node:fs/promises';
import { connectServer } from '@raptor-comply/api/kernel/database/database';
import { expect, it } from 'vitest';
import { serverPlace, usePlace } from './support/places.ts';
import { command } from './support/processes.ts';

/** What a terminal would obey, hide, or show as another line. */
const place = usePlace(serverPlace);
const raptor = (...parameters: string[]) => command(parameters, place.environment);

const NAME = '\u001b[31mred\nfake-row\u007f\u009b2J\u202etxt.exe\u2028line\u{e0041}';
const SHOWN = '\\u001b[31mred\\u000afake-row\\u007f\\u009b2J\\u202etxt.exe\\u2028line\\udb40\\udc41';

it('no name colors a terminal, hides, or looks like another line, in a table, in JSON, or in an error', async () => {
  await raptor('orgs', 'create', 'coop', '--name', 'Prairie Cooperative');
  await raptor('keys', 'create', '--org', 'coop');
  const database = connectServer(place.environment.DATABASE_URL ?? '');
  await database.query({ text: 'update api_keys set name = $1', values: [NAME] });
  await database.query({ text: 'update organizations set name = $1', values: [NAME] });
  await database.close();

  const table = await raptor('keys', 'list', '--org', 'coop');
  expect(table.stdout.split('\n')).toEqual([expect.stringMatching(/^ID /), expect.stringMatching(/never/), '']);
  expect(table.stdout).toContain(SHOWN);
  expect((await raptor('orgs', 'list')).stdout).toContain(SHOWN);
  const json = await raptor('keys', 'list', '--org', 'coop', '--json');
  expect(json.stdout).not.toMatch(/[^\n\P{C}]/u);
  expect(JSON.parse(json.stdout)).toMatchObject([{ name: NAME }]);
  for (const parameters of [
    ['keys', 'list', '--org', NAME],
    ['orgs', NAME],
    ['backup', NAME, NAME],
  ]) {
    const { code, stderr } = await raptor(...parameters);
    expect(code).toBeGreaterThan(0);
    expect(stderr).not.toMatch(/[^\n\P{C}]/u);
    expect(stderr.split('\n')).toHaveLength(2);
  }
});

it('everything that a command prints passes through one file', async () => {
  const folder = new URL('../src/', import.meta.url);
  const writing: string[] = [];
  for (const file of await readdir(folder)) {
    if (/stdout\.write|stderr\.write|console\.(?!ts)/.test(await readFile(new URL(file, folder), 'utf8')))
      writing.push(file);
  }
  expect(writing).toEqual(['output.ts']);
});
