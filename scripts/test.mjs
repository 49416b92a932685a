// `npm test`: the whole suite, on the embedded database or on the PostgreSQL server at TEST_DATABASE_URL.
import { checkNodeVersion } from './node-version.mjs';

if (checkNodeVersion()) import('./run-suite.mjs').then(({ runSuite }) => runSuite(process.argv.slice(2)));
