import fc from 'fast-check';
import { SEED, scaled } from './scaled.ts';

/** What every property test runs with, unless it says otherwise. */
fc.configureGlobal({ seed: SEED, numRuns: scaled(1000, 100) });
