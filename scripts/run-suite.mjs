import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';
import { run, stopWithParent } from './run.mjs';

/**
 * Runs the tests and sets the exit code.
 * @param {string[]} parameters for Vitest
 */
export async function runSuite(parameters) {
  stopWithParent();
  if (!(await prepare())) return;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const database = process.env.TEST_DATABASE_URL ? 'the server at TEST_DATABASE_URL' : 'an embedded PostgreSQL';
  process.stdout.write(`\nTests on ${database}, TEST_SEED=${process.env.TEST_SEED ?? 1}\n`);
  const code = await run(process.execPath, [vitest, 'run', ...parameters], { cwd: root });
  process.stdout.write('Without the tests in a browser: "npm run test:browser" runs them.\n');
  if (code !== 0) process.exitCode = code;
}
