import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'api',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    // What needs programs that npm does not have is only proved: see CONTRIBUTING.
    exclude: process.env.PROVE === '1' ? [] : ['**/*.prove.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/property-tests.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
