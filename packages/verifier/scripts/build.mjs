// The page that verifies audit packages, verifier.html: one file without any request to elsewhere. The build of the console writes it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const read = (path) => readFileSync(at(path), 'utf8');
const hashOf = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Returns the page as text. */
export async function buildPage() {
  const [{ output }] = await build({
    configFile: false,
    logLevel: 'warn',
    root: at('page'),
    build: { write: false, target: 'es2023', lib: { entry: at('page/page.ts'), formats: ['iife'], name: 'verifier' } },
  });
  const style = read('page/page.css');
  // A closing tag in the script would end it.
  const script = output[0].code.replaceAll('</script', '<\\/script');
  const policy = `default-src 'none'; script-src ${hashOf(script)}; style-src ${hashOf(style)}; base-uri 'none'; form-action 'none'`;
  return read('page/page.html')
    .replace('content=""', () => `content="${policy}"`)
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`);
}
