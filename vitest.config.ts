import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*'],
    // Some tests wait most of the time; those of `npm run prove` keep two cores busy.
    maxWorkers: process.env.PROVE === '1' ? 2 : 3,
    globalSetup: ['packages/api/test/support/global-setup.ts'],
  },
});
