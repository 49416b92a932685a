#!/usr/bin/env node
// Writes src/generated from openapi.json. With --check, writes nothing and fails on any difference.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generateFiles, versionFile } from './generator/files.mjs';

const onlyCheck = process.argv.includes('--check');
const [source = '../../../openapi.json'] = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const document = JSON.parse(readFileSync(new URL(source, import.meta.url), 'utf8'));
const folder = new URL('../src/generated/', import.meta.url);
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const files = generateFiles(document).set('version.ts', versionFile(version));

mkdirSync(folder, { recursive: true });
const existing = readdirSync(folder).filter((name) => name.endsWith('.ts'));
const stale = existing.filter((name) => !files.has(name));
const changed = [...files].filter(
  ([name, text]) => !existing.includes(name) || readFileSync(new URL(name, folder), 'utf8') !== text,
);

if (onlyCheck) {
  const wrong = [...stale, ...changed.map(([name]) => name)];
  if (wrong.length > 0) {
    console.error(
      `src/generated differs from openapi.json: ${wrong.join(', ')}. Run \`npm run generate -w @raptor-comply/sdk\`.`,
    );
    process.exitCode = 1;
  }
} else {
  for (const name of stale) rmSync(new URL(name, folder));
  for (const [name, text] of changed) writeFileSync(new URL(name, folder), text);
  console.log(`${files.size} files in ${fileURLToPath(folder)}, ${changed.length} changed`);
}
