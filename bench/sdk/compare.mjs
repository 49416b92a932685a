// Compares this SDK, ky, got, and openai on the same faults. Prints the table of packages/sdk/COMPARISON.md; --write updates it.
// Needs npm install --prefix bench/sdk.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { write: { type: 'boolean', default: false } } });
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
execFileSync(process.execPath, [file('../../packages/sdk/scripts/build.mjs')], { stdio: 'inherit' });

const { loadClients } = await import('./clients.mjs');
const clients = await loadClients();
const { faults, startFaultServer } = await import('./faults.mjs');

const KEY = 'rc_test_4fXq7LmZ2pWcT9sVbN1kRyHd8GjUe3AoQi6ExMz5BtCwPl0SnDvFrKh2YuJaOgIb1Q2w3E';
const PATIENCE_MS = 7000;
const { setTimeout: startTimer } = globalThis;
const after = (ms, value) => new Promise((resolve) => startTimer(resolve, ms, value));
// A stopped client may leave rejections behind; ignore them.
process.on('unhandledRejection', () => {});

/** Runs one client on one fault, with its own servers. */
async function measure(connect, fault) {
  const [server, elsewhere] = await Promise.all([startFaultServer(), startFaultServer()]);
  const { method = 'GET', callFirst = false, abortAfterMs } = fault;
  server.script(...fault.faults(elsewhere.origin));
  const call = connect(server.origin, KEY);
  if (callFirst) await call({ method }).then(() => after(20));
  const before = server.requests.length;
  const controller = new AbortController();
  if (abortAfterMs !== undefined) after(abortAfterMs).then(() => controller.abort());

  const startedAt = performance.now();
  const request = { method, signal: controller.signal, ...(method === 'POST' ? { body: { title: 'x' } } : {}) };
  const ended = await Promise.race([
    call(request).then(
      (data) => `data \`${JSON.stringify(data)?.slice(0, 40)}\``,
      (error) => describe(error),
    ),
    after(PATIENCE_MS),
  ]);
  const tookMs = performance.now() - startedAt;
  const attempts = server.requests.slice(before);
  const [first, second] = attempts;
  const waitedMs = first && second ? second.at - first.at : Number.POSITIVE_INFINITY;
  const result = {
    attempts: attempts.length,
    outcome: ended ?? `**still at it** after ${PATIENCE_MS / 1000} s`,
    seconds: (tookMs / 1000).toFixed(1),
    tooSoon: waitedMs < (fault.notBeforeMs ?? 0) - 1 ? `asked again after ${(waitedMs / 1000).toFixed(1)} s` : '',
    leaked: elsewhere.requests.some(({ headers }) => JSON.stringify(headers).includes(KEY)) ? '**key sent there**' : '',
    writes: server.committed.length > 1 ? `**written ${server.committed.length} times**` : '',
  };
  controller.abort();
  await Promise.all([server.close(), elsewhere.close()]);
  return result;
}

function describe(error) {
  const name = error?.constructor?.name || error?.name || typeof error;
  const details = [error?.status ?? error?.response?.statusCode ?? error?.response?.status, error?.code]
    .filter((detail) => detail !== undefined && detail !== null && detail !== '')
    .join(', ');
  return details === '' ? name : `${name} (${details})`;
}

const lines = [
  '| fault | client | attempts | outcome | seconds | broken promises |',
  '| --- | --- | --: | --- | --: | --- |',
];
for (const fault of faults) {
  const results = await Promise.all(
    Object.entries(clients).map(async ([name, connect]) => [name, await measure(connect, fault)]),
  );
  for (const [index, [name, result]] of results.entries()) {
    const { attempts, outcome, seconds, tooSoon, leaked, writes } = result;
    const broken = [tooSoon, leaked, writes].filter((text) => text !== '').join(', ');
    lines.push(`| ${index === 0 ? fault.name : ''} | ${name} | ${attempts} | ${outcome} | ${seconds} | ${broken} |`);
  }
}

const versions = ['ky', 'got', 'openai'].map((name) => {
  const { version } = JSON.parse(readFileSync(file(`node_modules/${name}/package.json`), 'utf8'));
  return `${name} ${version}`;
});
const table = `${lines.join('\n')}\n\nNode.js ${process.versions.node}, ${versions.join(', ')}.`;
if (options.write) {
  const target = file('../../packages/sdk/COMPARISON.md');
  const [head, rest] = readFileSync(target, 'utf8').split('<!-- measured -->\n');
  const [, tail] = rest.split('<!-- /measured -->\n');
  writeFileSync(target, `${head}<!-- measured -->\n\n${table}\n\n<!-- /measured -->\n${tail}`);
} else console.log(table);
process.exit();
