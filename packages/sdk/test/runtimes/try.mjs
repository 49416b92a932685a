// `npm run try:runtimes`: the built package in Node.js, in Bun, Deno and Cloudflare's workerd, whose programs come from the package
// registry, and in Chromium, where there is one (CHROMIUM names another program).
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAMS = {
  'linux-x64': ['@oven/bun-linux-x64', '@deno/linux-x64-glibc', '@cloudflare/workerd-linux-64'],
  'linux-arm64': ['@oven/bun-linux-aarch64', '@deno/linux-arm64-glibc', '@cloudflare/workerd-linux-arm64'],
  'darwin-arm64': ['@oven/bun-darwin-aarch64', '@deno/darwin-arm64', '@cloudflare/workerd-darwin-arm64'],
}[`${process.platform}-${process.arch}`];
if (PROGRAMS === undefined)
  throw new Error(`the programs for ${process.platform} on ${process.arch} are not known here`);

const ASSET = { id: '0190f6f2-7c1e-7b7a-8f51-3d1c5e0a9b42' };
let led = 0;
const responses = {
  '/asset': () => [200, JSON.stringify(ASSET)],
  [`/cyber-assets/${ASSET.id}`]: () => [200, JSON.stringify(ASSET)],
  '/fails': () => [500, '{"error":"Internal Server Error"}'],
  '/html': () => [502, '<h1>Bad Gateway</h1>', { 'content-type': 'text/html' }],
  '/broken': () => [200, '{"id":'],
  '/moves': () => [302, '', { location: '/elsewhere' }],
  '/elsewhere': () => {
    led += 1;
    return [200, '{}'];
  },
  '/led': () => [200, JSON.stringify({ led })],
};
/** Settled by the page. */
let tell;
const server = createServer(async (request, response) => {
  if (request.url === '/stalls') return;
  if (request.url === '/page') return response.setHeader('content-type', 'text/html').end(PAGE);
  if (request.url === '/page.mjs')
    return response.setHeader('content-type', 'text/javascript').end(readFileSync(inPlace('page.bundled.mjs')));
  if (request.url === '/result') {
    tell(JSON.parse(Buffer.concat(await request.toArray()).toString()));
    return response.end();
  }
  if (request.url === '/echo') {
    const body = Buffer.concat(await request.toArray()).toString();
    response.end(JSON.stringify({ body, key: request.headers['idempotency-key'] !== undefined }));
    return;
  }
  const [status, body, headers = {}] = responses[request.url]?.() ?? [404, '{}'];
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const baseUrl = `http://127.0.0.1:${server.address().port}`;

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'sdk-runtimes-'));
const inPlace = (name) => join(place, name);
const program = (name, file) => join(place, 'node_modules', name, file);
const [bun, deno, workerd] = [
  program(PROGRAMS[0], 'bin/bun'),
  program(PROGRAMS[1], 'deno'),
  program(PROGRAMS[2], 'bin/workerd'),
];

const USING = `import * as sdk from ${JSON.stringify(inPlace('dist/esm/index.js'))};
import { createCheck } from ${JSON.stringify(here('check.mjs'))};
`;
const MAIN = `${USING}
const wrong = await createCheck(sdk, ${JSON.stringify(baseUrl)})();
console.log(JSON.stringify(wrong));
`;
/** One client for all requests, as a worker would have it. */
const WORKER = `${USING}
let check;
export default {
  async fetch() {
    check ??= createCheck(sdk, ${JSON.stringify(baseUrl)});
    return Response.json(await check());
  },
};
`;
const PAGE = '<!doctype html><link rel="icon" href="data:,"><script type="module" src="/page.mjs"></script>';
const PAGE_SCRIPT = `${USING}
const wrong = await createCheck(sdk, location.origin)().catch((error) => [String(error)]);
await fetch('/result', { method: 'POST', body: JSON.stringify(wrong) });
`;
const workerPort = server.address().port === 8799 ? 8798 : 8799;
const CONFIG = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker), (name = "internet", network = (allow = ["public", "private", "local"]))],
  sockets = [(name = "http", address = "127.0.0.1:${workerPort}", http = (), service = "main")]);
const worker :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.bundled.mjs")],
  compatibilityDate = "2026-01-01", compatibilityFlags = ["nodejs_compat"]);
`;

const bundle = (name) => {
  const [from, to] = [inPlace(`${name}.mjs`), inPlace(`${name}.bundled.mjs`)];
  execFileSync(bun, ['build', from, '--outfile', to, '--target', 'browser']);
};

async function inChromium() {
  bundle('page');
  const told = new Promise((resolve) => {
    tell = resolve;
  });
  const { CHROMIUM = 'chromium' } = process.env;
  // The sandbox needs rights that containers do not have; the page is ours.
  const options = ['--headless', '--no-sandbox', '--disable-gpu', `--user-data-dir=${inPlace('profile')}`];
  const child = spawn(CHROMIUM, [...options, `${baseUrl}/page`], { stdio: 'ignore' });
  const ended = once(child, 'exit').then(
    ([code]) => [`it ended with ${code}`],
    (error) => (error.code === 'ENOENT' ? undefined : [String(error)]),
  );
  const wrong = await Promise.race([told, ended]);
  child.kill();
  await ended;
  return wrong;
}

async function inWorkerd() {
  bundle('worker');
  writeFileSync(inPlace('worker.capnp'), CONFIG);
  const child = spawn(workerd, ['serve', inPlace('worker.capnp')], { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    const ask = async () => (await fetch(`http://127.0.0.1:${workerPort}/`)).json();
    let first;
    for (let tries = 0; first === undefined; tries += 1) {
      if (tries > 100) throw new Error('workerd does not respond');
      await wait(100);
      first = await ask().catch(() => undefined);
    }
    return [first, await ask(), ...(await Promise.all([ask(), ask(), ask()]))].flat();
  } finally {
    child.kill();
  }
}

const runs = {
  [`Node.js ${process.version}`]: () => [process.execPath, inPlace('main.mjs')],
  Bun: () => [bun, inPlace('main.mjs')],
  Deno: () => [deno, 'run', '--allow-net', '--allow-env', inPlace('main.mjs')],
};
/** Not execFileSync: the server that is asked is in this process. */
async function run([command, ...parameters]) {
  const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [output, [code]] = await Promise.all([child.stdout.toArray(), once(child, 'exit')]);
  return code === 0 ? JSON.parse(Buffer.concat(output).toString()) : [`it ended with ${code}`];
}

try {
  const install = ['install', '--ignore-scripts', '--no-save', '--silent', '--prefix', place, ...PROGRAMS];
  execFileSync('npm', install, { stdio: 'inherit' });
  execFileSync(process.execPath, [here('../../scripts/build.mjs'), inPlace('dist')], { stdio: 'inherit' });
  writeFileSync(inPlace('main.mjs'), MAIN);
  writeFileSync(inPlace('worker.mjs'), WORKER);
  writeFileSync(inPlace('page.mjs'), PAGE_SCRIPT);
  const all = {
    ...Object.fromEntries(Object.entries(runs).map(([name, make]) => [name, () => run(make())])),
    workerd: inWorkerd,
    Chromium: inChromium,
  };
  for (const [name, attempt] of Object.entries(all)) {
    const wrong = await attempt();
    if (wrong === undefined) {
      console.log(`${name}: NOT TRIED, there is none here`);
      continue;
    }
    console.log(`${name}: ${wrong.length === 0 ? 'all holds' : wrong.join('; ')}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  server.closeAllConnections();
  server.close();
  rmSync(place, { recursive: true, force: true, maxRetries: 5 });
}
