import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'cli',
    include: ['test/**/*.test.ts'],
    // What needs programs that npm does not have is only proved; what needs root runs as root. See CONTRIBUTING.
    exclude: [
      ...(process.env.PROVE === '1' ? [] : ['**/*.prove.test.ts']),
      ...(process.getuid?.() === 0 ? [] : ['**/*.root.test.ts']),
    ],
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});
