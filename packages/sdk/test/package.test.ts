import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { html, json } from './fault-server.ts';
import { useFaultServer } from './setup.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const server = useFaultServer();
let project = '';

/** A project of somebody else, with the package built and installed in it. */
beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'sdk-consumer-'));
  const installed = join(project, 'node_modules/@raptor-comply/sdk');
  mkdirSync(installed, { recursive: true });
  cpSync(join(root, 'package.json'), join(installed, 'package.json'));
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs'), join(installed, 'dist')]);
}, 120_000);
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function run(name: string, program: string, ...parameters: string[]): Promise<string> {
  writeFileSync(join(project, name), program);
  const { stdout } = await promisify(execFile)(process.execPath, [join(project, name), ...parameters], {
    timeout: 15_000,
  });
  return stdout;
}

const program = `
  const client = new RaptorComply({ apiKey: 'rc_test_x', baseUrl: process.argv[2], initialDelayMs: 5, logger: false });
  client.facilities.get('1').then(async (data) => {
    console.log(JSON.stringify(data));
    await client.facilities.get('2').catch((error) => console.log(error.name, error instanceof NotFoundError));
    console.log(process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length);
  });
`;

for (const [name, head] of [
  ['import.mjs', "import { NotFoundError, RaptorComply } from '@raptor-comply/sdk';"],
  ['require.cjs', "const { NotFoundError, RaptorComply } = require('@raptor-comply/sdk');"],
] as const) {
  test(`${name}: the package works, and the process exits when its calls have ended`, async () => {
    server.script(html(503), json(200, { ok: true }), json(404, {}));
    expect(await run(name, head + program, server.origin)).toBe('{"ok":true}\nNotFoundError true\n0\n');
  });
}

test('instanceof holds between the ES module and the CommonJS copy', async () => {
  const output = await run(
    'both.mjs',
    `import { createRequire } from 'node:module';
    import * as esm from '@raptor-comply/sdk';
    const cjs = createRequire(import.meta.url)('@raptor-comply/sdk');
    const thrown = (sdk) => { try { new sdk.RaptorComply({ apiKey: '' }); } catch (error) { return error; } };
    const errors = [[thrown(esm), cjs], [thrown(cjs), esm]];
    console.log(esm.ConfigError !== cjs.ConfigError, ...errors.map(([error, sdk]) => error instanceof sdk.ConfigError && !(error instanceof sdk.ApiError)));
    console.log(JSON.stringify(Object.keys(esm).sort()) === JSON.stringify(Object.keys(cjs).sort()));`,
  );
  expect(output).toBe('true true true\ntrue\n');
});

test('nothing in the package imports anything that is not its own', () => {
  const dist = join(project, 'node_modules/@raptor-comply/sdk/dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(js|d\.ts)$/.test(name));
  expect(files.length).toBeGreaterThan(50);
  for (const name of files) {
    const text = readFileSync(join(dist, name), 'utf8');
    const imports = [...text.matchAll(/(?:from |import\(|require\()["']([^"']+)["']/g)].map(
      ([, specifier]) => specifier,
    );
    for (const specifier of imports)
      expect([name, specifier]).toEqual([name, expect.stringMatching(/^\.\.?\/.*\.js$/)]);
    expect([name, /\b(Buffer|__dirname|setImmediate)\b|node:/.test(text)]).toEqual([name, false]);
  }
  const { dependencies, peerDependencies, scripts } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<string, object | undefined>;
  expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
  expect(Object.keys(scripts ?? {}).filter((name) => /install|prepare/.test(name))).toEqual([]);
});

const consumers = {
  'Node, as an ES module and as CommonJS': {
    files: ['modern.mts', 'modern.cts'],
    options: { module: 'NodeNext', moduleResolution: 'NodeNext', lib: ['ES2022'], types: ['node'] },
  },
  'a bundled browser program': {
    files: ['modern.ts'],
    options: { module: 'ESNext', moduleResolution: 'Bundler', lib: ['ES2022', 'DOM'], types: [] },
  },
};
for (const [name, { files, options }] of Object.entries(consumers)) {
  test(`the types are exact under strict and exactOptionalPropertyTypes, in ${name}`, () => {
    const folder = mkdtempSync(join(project, 'types-'));
    for (const file of files) cpSync(join(root, 'test/consumers/modern.ts'), join(folder, file));
    const strict = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      // The SDK's declarations are checked; TypeScript's own are not.
      skipDefaultLibCheck: true,
      noEmit: true,
      target: 'ES2022',
    };
    const typeRoots = [fileURLToPath(new URL('../../../node_modules/@types', import.meta.url))];
    const config = { compilerOptions: { ...strict, ...options, typeRoots }, files };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    expect(stdout).toBe('');
  }, 120_000);
}
