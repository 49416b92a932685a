import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Running, root, run, SENTENCE } from './support/processes.ts';

/** What an operator does with `npm run release`: everything that follows happens in folders that know nothing of the checkout. */

let folder: string;
let archives: string[];
let server: Running | undefined;

const at = (...names: string[]) => path.join(folder, ...names);
const runNpm = (...parameters: string[]) =>
  promisify(execFile)('npm', [...parameters, '--no-audit', '--no-fund', '--cache', at('cache')], { cwd: root });
const installed = (place: string) => at(place, 'node_modules/raptor-comply/bin/raptor-comply.js');
const command = (...parameters: string[]) => run(installed('all'), parameters, { DATA_DIR: at('data') });

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'raptor-comply-release-'));
  await promisify(execFile)(process.execPath, [path.join(root, 'scripts/release.mjs'), at('release')], { cwd: root });
  const files = await readdir(at('release'));
  archives = files.filter((name) => name.endsWith('.tgz')).map((name) => at('release', name));
  await runNpm('install', '--prefix', at('all'), ...archives);
}, 600_000);
afterAll(async () => {
  server?.process.kill('SIGTERM');
  await server?.ended;
  await rm(folder, { recursive: true, force: true });
});

it('the archives have what runs and no test, and all of ours come from them', async () => {
  for (const archive of archives) {
    const { stdout } = await promisify(execFile)('tar', ['-tzf', archive]);
    expect(stdout).toMatch(/^package\/dist\/.*\.js$/m);
    expect(stdout).not.toMatch(/\.test\.|\/test\/|\.tsbuildinfo|\.stamp|\.env/);
  }
  const lock = JSON.parse(await readFile(at('all/package-lock.json'), 'utf8')) as {
    packages: Record<string, { resolved?: string }>;
  };
  const ours = Object.entries(lock.packages).filter(([name]) => /\/(@raptor-comply\/|raptor-comply$)/.test(name));
  expect(ours).toHaveLength(archives.length);
  for (const [, { resolved }] of ours) expect(resolved).toMatch(/^file:/);
});

it('the installed command runs a server, and the installed SDK uses it', async () => {
  expect((await command('orgs', 'create', 'acme', '--name', 'Acme').ended).code).toBe(0);
  const { stdout: key } = await command('keys', 'create', '--org', 'acme', '--role', 'admin').ended;
  server = command('serve');
  const [url = ''] = await server.seen('stdout', /http:\S+/);
  expect((await fetch(`${url}/docs`)).status).toBe(200);
  const page = await fetch(`${url}/console/`);
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<script type="module"')]);

  const program = `
    const comply = new RaptorComply();
    comply.cyberAssets.list().then(async (assets) => {
      const { hasAccess } = await comply.users.checkAccess({ permission: 'cyber-assets:write' });
      console.log(assets.length, hasAccess);
    });`;
  await writeFile(at('all/use.mjs'), `import { RaptorComply } from '@raptor-comply/sdk';${program}`);
  await writeFile(at('all/use.cjs'), `const { RaptorComply } = require('@raptor-comply/sdk');${program}`);
  for (const file of ['use.mjs', 'use.cjs']) {
    const environment = { RAPTOR_COMPLY_URL: url, RAPTOR_COMPLY_API_KEY: key };
    expect(await run(at('all', file), [], environment).ended).toEqual({ code: 0, stdout: '0 true\n', stderr: '' });
  }
  server.process.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
});

it('the command alone fetches no other package of ours, and says what it needs', async () => {
  const [alone = ''] = archives.filter((name) => path.basename(name).startsWith('raptor-comply-0'));
  await runNpm('install', '--prefix', at('alone'), alone);
  expect(await readdir(at('alone/node_modules'))).not.toContain('@raptor-comply');
  const { code, stderr } = await run(installed('alone'), ['serve'], {}).ended;
  expect([code, stderr]).toEqual([1, expect.stringMatching(SENTENCE)]);
  expect(stderr).toContain('Install all archives of a release together');
});
