// `npm test`: the whole suite on the embedded database, and on a PostgreSQL server too when TEST_DATABASE_URL names one.
import { checkNodeVersion } from './node-version.mjs';

if (checkNodeVersion()) import('./run-suite.mjs').then(({ runSuite }) => runSuite(process.argv.slice(2)));
