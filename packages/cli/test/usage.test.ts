import { expect, it } from 'vitest';
import { command, SENTENCE } from './support/processes.ts';

/** Nothing here reaches a database: the data directory could not even be made. */
const nowhere = { DATA_DIR: '/dev/null/nowhere' };

it('the command prints its version and its help on stdout', async () => {
  expect(await command(['--version'])).toEqual({
    code: 0,
    stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    stderr: '',
  });
  const help = await command(['--help']);
  expect(help).toMatchObject({ code: 0, stderr: '' });
  for (const name of ['serve', 'orgs', 'keys', 'DATABASE_URL', 'DATA_DIR']) expect(help.stdout).toContain(name);
  expect(await command(['keys', 'create', '--help'])).toMatchObject({ code: 0, stderr: '' });
});

const key = `rc_live_${'a'.repeat(64)}`;

it.each([
  ['no command', []],
  ['half a command', ['keys']],
  ['an unknown command', ['kyes', 'list']],
  ['an unknown option', ['keys', 'list', '--org', 'a', '--jsn']],
  ['a missing argument', ['orgs', 'create', '--name', 'A']],
  ['a missing option', ['orgs', 'create', 'a']],
  ['no organization', ['keys', 'create']],
  ['an unknown role', ['keys', 'create', '--org', 'a', '--role', 'king']],
  ['an unknown permission', ['keys', 'create', '--org', 'a', '--permission', 'facilities:rule']],
  ['a role and a permission', ['keys', 'create', '--org', 'a', '--role', 'admin', '--permission', '*:read']],
  ['an expiry that is no moment', ['keys', 'create', '--org', 'a', '--expires-at', 'tomorrow']],
  ['an expiry in the past', ['keys', 'create', '--org', 'a', '--expires-at', '2020-01-01T00:00:00Z']],
  ['a label that is too long', ['keys', 'create', '--org', 'a', '--name', 'a'.repeat(256)]],
  ['a key in the wrong place', ['keys', 'list', '--org', 'a', key]],
])('%s gets one sentence and exit code 2', async (_, parameters) => {
  const { code, stdout, stderr } = await command(parameters, nowhere);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(SENTENCE);
  expect(stderr).not.toContain(key);
});

it.each([
  ['PORT', { PORT: 'eighty' }],
  ['RATE_LIMIT', { RATE_LIMIT: '0' }],
  ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/a' }],
])('the command stops with one sentence that names an invalid %s', async (name, environment) => {
  for (const parameters of [['serve'], ['orgs', 'list']]) {
    const { code, stdout, stderr } = await command(parameters, environment);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(SENTENCE);
    expect(stderr).toContain(name);
  }
});

it('one sentence says that a data directory cannot be made, or a database not reached', async () => {
  for (const environment of [nowhere, { DATABASE_URL: 'postgres://someone:hunter2@127.0.0.1:1/nothing' }]) {
    const { code, stderr } = await command(['orgs', 'list'], environment);
    expect(code).toBe(1);
    expect(stderr).toMatch(SENTENCE);
    expect(stderr).not.toContain('hunter2');
  }
});
