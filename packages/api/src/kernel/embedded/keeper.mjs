// Runs postgres as its child and stops it when its owner ends for any reason: the owner holds the other end of stdin.
// Plain JavaScript, as a process is started by its file name, from the sources (tests) and from dist/.
import { spawn, spawnSync } from 'node:child_process';
import { openSync, rmSync } from 'node:fs';
import path from 'node:path';

/** The time limit for a fast shutdown. PostgreSQL then stops at once, and recovers at the next start. */
const FAST_SHUTDOWN_MS = 6000;
/** The time limit after that, until it is killed. */
const IMMEDIATE_SHUTDOWN_MS = 3000;

/** @type {import('./server.ts').KeeperOrder} */
const { programs, parameters, directory, scratch, user } = JSON.parse(process.argv[2] ?? '');

const postgres = spawn(programs.postgres, parameters, {
  cwd: '/',
  env: programs.environment,
  // PostgreSQL finds its data by this descriptor, even below a directory that its user may not enter.
  stdio: ['ignore', 'inherit', 'inherit', process.platform === 'win32' ? 'ignore' : openSync(directory, 'r')],
  ...user,
});

/** @param {'INT' | 'QUIT' | 'KILL'} signal */
function send(signal) {
  if (postgres.exitCode !== null || postgres.signalCode !== null || postgres.pid === undefined) return;
  // Windows has no signals; pg_ctl sends PostgreSQL's own.
  if (process.platform === 'win32' && signal !== 'KILL') {
    spawnSync(path.join(path.dirname(programs.postgres), 'pg_ctl'), ['kill', signal, String(postgres.pid)]);
  } else postgres.kill(`SIG${signal}`);
}

// A service manager may signal every process of a service at once, but the owner decides when the database stops.
for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => {});

process.stdin
  .on('error', () => {})
  .on('close', () => {
    send('INT');
    setTimeout(send, FAST_SHUTDOWN_MS, 'QUIT');
    setTimeout(send, FAST_SHUTDOWN_MS + IMMEDIATE_SHUTDOWN_MS, 'KILL');
  });
process.stdin.resume();

postgres.on('error', (error) => {
  process.stderr.write(`FATAL:  ${error.message}\n`);
  process.exit(1);
});
postgres.on('exit', (code) => {
  // An owner that was killed cannot remove it.
  if (process.stdin.destroyed) rmSync(scratch, { recursive: true, force: true });
  process.exit(code ?? 1);
});
