import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'cli',
    include: ['test/**/*.test.ts'],
    // What needs programs that npm does not have is only proved: see CONTRIBUTING.
    exclude: process.env.PROVE === '1' ? [] : ['**/*.prove.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
