#!/usr/bin/env node
// Builds ES modules and CommonJS with tsc, each with its types, into dist or the given folder.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

const dist = resolve(process.argv[2] ?? join(root, 'dist'));
const formats = [
  ['esm', 'tsconfig.json'],
  ['cjs', 'tsconfig.cjs.json'],
];

rmSync(dist, { recursive: true, force: true });
for (const [format = '', config = ''] of formats) {
  const outDir = join(dist, format);
  const info = format === 'esm' ? ['--tsBuildInfoFile', join(outDir, '.tsbuildinfo')] : [];
  execFileSync(process.execPath, [tsc, '-p', join(root, config), '--outDir', outDir, ...info], { stdio: 'inherit' });
}
writeFileSync(join(dist, 'cjs/package.json'), '{ "type": "commonjs" }\n');

// tsc rewrites `.ts` imports in JavaScript but not in declarations, where older compilers refuse them.
for (const name of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!name.endsWith('.d.ts')) continue;
  const file = join(dist, name);
  writeFileSync(file, readFileSync(file, 'utf8').replace(/(from '|import\(")(\.[^'"]*)\.ts(['"])/g, '$1$2.js$3'));
}
