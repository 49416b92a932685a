import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';
import { run, stopWithParent } from './run.mjs';

/**
 * Runs the tests on each database, with further parameters for vitest; the exit code says whether all passed.
 * @param {string[]} parameters
 */
export async function runSuite(parameters) {
  stopWithParent();
  if (!(await prepare())) return;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const { TEST_DATABASE_URL, ...embedded } = process.env;
  const runs = [{ name: 'the embedded database', env: embedded }];
  if (TEST_DATABASE_URL) runs.push({ name: 'PostgreSQL', env: process.env });
  for (const { name, env } of runs) {
    process.stdout.write(`\nTests on ${name}, TEST_SEED=${process.env.TEST_SEED ?? 1}\n`);
    const code = await run(process.execPath, [vitest, 'run', ...parameters], { cwd: root, env });
    if (code !== 0) process.exitCode = code;
  }
}
