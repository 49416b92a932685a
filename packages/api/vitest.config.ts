import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // What needs programs that npm does not have is only proved: see CONTRIBUTING.
    exclude: process.env.PROVE === '1' ? [] : ['**/*.prove.test.ts'],
    setupFiles: ['test/support/property-tests.ts'],
    // Each worker loads the product once, not once for each file: half of the suite's CPU time.
    isolate: false,
    // So that a test can load it afresh: it remembers the latest moment.
    server: { deps: { inline: ['uuid'] } },
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
