import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { licenses } from './licenses.ts';

const folder = (path: string) => fileURLToPath(new URL(path, import.meta.url));
/** Their files are in the bundle through the style sheet, which names no modules. */
const IN_STYLES = ['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono', 'tailwindcss'];

/** Everything is a file of its own below `dist/`: the page's policy allows no inline script or style. */
export default defineConfig({
  base: './',
  plugins: [
    react(),
    tailwindcss(),
    licenses({ own: folder('.'), alsoShipped: IN_STYLES.map((name) => folder(`../../node_modules/${name}`)) }),
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
