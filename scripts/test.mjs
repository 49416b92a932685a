// `npm test`: the whole suite, on the embedded database or on the PostgreSQL server that TEST_DATABASE_URL names.
// With --prove, as `npm run prove` runs it, the heavy promises are tried in full.
import { checkNodeVersion } from './node-version.mjs';

if (checkNodeVersion()) import('./run-suite.mjs').then(({ runSuite }) => runSuite(process.argv.slice(2)));
