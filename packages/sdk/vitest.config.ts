import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // The examples import the package by its name, which without this would be its last build.
  resolve: { alias: { '@raptor-comply/sdk': fileURLToPath(new URL('src/index.ts', import.meta.url)) } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // What needs programs that npm does not have is only proved: see CONTRIBUTING.
    exclude: process.env.PROVE === '1' ? [] : ['**/*.prove.test.ts'],
    setupFiles: ['../api/test/support/property-tests.ts'],
    // Each worker loads the SDK and the server once, not once for each file.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
