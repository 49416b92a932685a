// `npm run prove`: `npm test` with every heavy promise in full, and with a seed of its own; TEST_SEED gives one again.
import { randomInt } from 'node:crypto';

process.env.PROVE = '1';
process.env.TEST_SEED ||= String(randomInt(2 ** 31));
await import('./test.mjs');
