import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { name: 'clocks', include: ['src/**/*.test.ts', 'test/**/*.test.ts'] } });
