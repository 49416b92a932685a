// `npm run release`: builds every package and writes their archives, and the verifier of audit packages, to release/, or to the directory given
// after `--`. Install them
// together: `npm install release/*.tgz`.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { prepare, root } from './prepare.mjs';
import { run } from './run.mjs';

const destination = resolve(process.argv[2] ?? join(root, 'release'));
const steps = [
  [process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-b']],
  [process.execPath, [join(root, 'packages/sdk/scripts/build.mjs')]],
  ['npm', ['pack', '--workspaces', '--loglevel=error', '--pack-destination', destination]],
];

async function release() {
  if (!(await prepare({ withConsole: true }))) return;
  rmSync(destination, { recursive: true, force: true });
  mkdirSync(destination, { recursive: true });
  for (const [command, parameters] of steps) {
    process.exitCode = await run(command, parameters, { cwd: root });
    if (process.exitCode !== 0) return;
  }
  const page = join(destination, 'verifier.html');
  copyFileSync(join(root, 'packages/console/dist/verifier.html'), page);
  const sha256 = createHash('sha256').update(readFileSync(page)).digest('hex');
  process.stdout.write(`\nThe page that verifies audit packages: ${page}\nIts SHA-256: ${sha256}\n`);
  process.stdout.write(`\nTo install: npm install ${join(destination, '*.tgz')}\n`);
}

await release();
