import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['packages/*'], maxWorkers: 2, globalSetup: ['packages/api/test/support/global-setup.ts'] },
});
