// `npm run test:browser`: the tests in a real Chromium, at CHROMIUM or where the system has it.
import { accessSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root } from './prepare.mjs';
import { run } from './run.mjs';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const isThere = (path) => {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
};

/** @param {readonly string[]} parameters for Vitest */
async function testInBrowser(parameters) {
  process.env.CHROMIUM ||= PLACES.find(isThere);
  if (!process.env.CHROMIUM) {
    process.stderr.write(
      'These tests need a Chromium: install one (Debian: apt-get install chromium), or set CHROMIUM to its path.\n',
    );
    process.exitCode = 1;
    return;
  }
  if (!(await prepare({ withConsole: true }))) return;
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const step = [vitest, 'run', '--config', 'vitest.external.config.ts', '.browser', ...parameters];
  process.exitCode = await run(process.execPath, step, { cwd: root });
}

await testInBrowser(process.argv.slice(2));
