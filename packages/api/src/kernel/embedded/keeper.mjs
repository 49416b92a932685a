// Runs postgres as its child and stops it when its owner is gone, however it ended: the owner holds the other end of stdin.
// Plain JavaScript because a process is started by file name, from the sources (tests) as from dist/.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import path from 'node:path';

/** How long an orderly shutdown may take before PostgreSQL is told to leave the rest to recovery. */
const ORDERLY_MS = 6000;
/** How long after that before it is killed. */
const IMMEDIATE_MS = 3000;

/** @type {import('./server.ts').KeeperOrder} */
const { program, parameters, directory, scratch, user, environment } = JSON.parse(process.argv[2] ?? '');

const postgres = spawn(program, parameters, {
  cwd: '/',
  env: environment,
  // PostgreSQL finds its data by this descriptor, even below a directory that its user may not enter.
  stdio: ['ignore', 'inherit', 'inherit', process.platform === 'win32' ? 'ignore' : openSync(directory, 'r')],
  ...user,
});

/** @param {'INT' | 'QUIT' | 'KILL'} signal */
function send(signal) {
  if (postgres.exitCode !== null || postgres.signalCode !== null || postgres.pid === undefined) return;
  // Windows has no signals; PostgreSQL's own are sent by its own program.
  if (process.platform === 'win32' && signal !== 'KILL') {
    spawnSync(path.join(path.dirname(program), 'pg_ctl'), ['kill', signal, String(postgres.pid)]);
  } else postgres.kill(`SIG${signal}`);
}

// A service manager may signal every process of a service at once; the owner decides when the database stops.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => {});

process.stdin
  .on('error', () => {})
  .on('close', () => {
    send('INT');
    setTimeout(send, ORDERLY_MS, 'QUIT');
    setTimeout(send, ORDERLY_MS + IMMEDIATE_MS, 'KILL');
  });
process.stdin.resume();

postgres.on('error', (error) => {
  process.stderr.write(`FATAL:  ${error.message}\n`);
  process.exit(1);
});
postgres.on('exit', (code) => {
  // What the owner would remove, and cannot when it was killed.
  if (process.stdin.destroyed) rmSync(scratch, { recursive: true, force: true });
  process.exit(code ?? 1);
});
