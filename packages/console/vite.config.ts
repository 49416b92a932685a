import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { buildPage } from '../verifier/scripts/build.mjs';
import { licenses } from './licenses.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** What the style sheet and the verifier's page bring along is in no module of the bundle. */
const ALSO_SHIPPED = [
  ...['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', 'tailwindcss'],
  ...['@noble/ed25519', '@noble/hashes', 'fflate'],
];

/** Everything is a file of its own below `dist/`: the page's policy allows no inline script or style. */
export default defineConfig({
  base: './',
  define: { VERSION: JSON.stringify(JSON.parse(readFileSync(folder('package.json'), 'utf8')).version) },
  plugins: [
    react(),
    tailwindcss(),
    {
      name: 'verifier',
      async generateBundle() {
        this.emitFile({ type: 'asset', fileName: 'verifier.html', source: await buildPage() });
      },
    },
    licenses(ALSO_SHIPPED.map((name) => folder(`../../node_modules/${name}`))),
  ],
  resolve: { alias: [{ find: /^fflate$/, replacement: folder('./unzip.ts') }] },
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    // Every supported browser preloads modules itself.
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
  },
});
