// `npm run prove`: `npm test` with every heavy test in full and a new seed; TEST_SEED repeats one.
import { randomInt } from 'node:crypto';

process.env.PROVE = '1';
process.env.TEST_SEED ||= String(randomInt(2 ** 31));
await import('./test.mjs');
