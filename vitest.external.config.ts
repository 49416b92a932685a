import { defineConfig } from 'vitest/config';

/** Tests that need a program that npm does not install: a Chromium (`*.browser.ts`), or the S3 server moto (`*.moto.ts`). */
export default defineConfig({
  test: {
    include: ['packages/*/test/**/*.{browser,moto}.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['packages/api/test/support/global-setup.ts'],
  },
});
