import { spawn } from 'node:child_process';
import { constants } from 'node:os';

const STOP_SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];
const PARENT_CHECK_MS = 200;

/**
 * Stops this process when its parent ends. npm runs scripts through a shell, and a signal to npm ends that shell but not the script.
 * @returns {() => void} ends the watch
 */
export function stopWithParent() {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, PARENT_CHECK_MS);
  watch.unref();
  return () => clearInterval(watch);
}

/**
 * Runs a command and returns its exit code. Forwards stop signals to it and then exits.
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, quiet?: boolean }} options `quiet` shows its output only if it fails
 * @returns {Promise<number>}
 */
export function run(command, parameters, { cwd, env = process.env, quiet = false }) {
  const output = quiet ? 'pipe' : 'inherit';
  // Windows finds npm.cmd only through a shell. Elsewhere no shell, because paths may contain spaces.
  const shell = process.platform === 'win32' && command === 'npm';
  const child = spawn(command, parameters, { cwd, env, shell, stdio: ['ignore', output, output] });
  const written = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (bytes) => written.push(bytes));
  const pass = (signal) => {
    process.exitCode = 128 + constants.signals[signal];
    child.kill(signal);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      if (error.code !== 'ENOENT') reject(error);
      process.stderr.write(`${command} was not found on the PATH.\n`);
      resolve(1);
    });
    child.on('close', (code, signal) => {
      for (const name of STOP_SIGNALS) process.off(name, pass);
      // Stopped by a signal: exit without output.
      if (process.exitCode > 128) process.exit();
      if (code !== 0) process.stderr.write(Buffer.concat(written));
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}
