// Writes openapi.json from the contracts. With `--check`, writes nothing and fails if the committed file differs.
import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from '../packages/api/dist/kernel/openapi/document.js';
import { resources } from '../packages/api/dist/resources/all.js';
import { guide } from '../packages/api/dist/resources/guide.js';

const { version } = JSON.parse(await readFile(new URL('../packages/api/package.json', import.meta.url), 'utf8'));
const contracts = resources.map(({ contract }) => contract);
const text = `${JSON.stringify(openApiDocument(contracts, version, guide), null, 2)}\n`;
const file = new URL('../openapi.json', import.meta.url);

if (process.argv.includes('--check')) {
  const committed = await readFile(file, 'utf8').catch(() => '');
  if (committed.replaceAll('\r\n', '\n') !== text) {
    console.error('openapi.json differs from the contracts. Run `npm run generate` and commit the result.');
    process.exitCode = 1;
  }
} else await writeFile(file, text);
