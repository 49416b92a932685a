// Writes what is derived from the contracts and committed: openapi.json and docs/reference.md.
// `--check` writes nothing and fails when a committed file is not what the contracts give.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { renderMarkdown } from '../packages/api/dist/kernel/openapi/docs-markdown.js';
import { openApiDocument } from '../packages/api/dist/kernel/openapi/document.js';
import { resources } from '../packages/api/dist/resources/all.js';
import { guide } from '../packages/api/dist/resources/guide.js';

const root = new URL('../', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('packages/api/package.json', root), 'utf8'));
const openapi = openApiDocument(
  resources.map(({ contract }) => contract),
  version,
  guide,
);

const generated = new Map([
  ['openapi.json', `${JSON.stringify(openapi, null, 2)}\n`],
  ['docs/reference.md', renderMarkdown(openapi)],
]);

if (process.argv.includes('--check')) {
  const stale = [];
  for (const [path, expected] of generated) {
    const committed = await readFile(new URL(path, root), 'utf8').catch(() => undefined);
    if (committed?.replaceAll('\r\n', '\n') !== expected) stale.push(path);
  }
  if (stale.length > 0) {
    console.error(`Not what the contracts give: ${stale.join(', ')}. Run npm run generate and commit the result.`);
    process.exitCode = 1;
  }
} else {
  for (const [path, content] of generated) {
    const file = new URL(path, root);
    await mkdir(new URL('.', file), { recursive: true });
    await writeFile(file, content);
  }
}
