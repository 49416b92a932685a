// `npm start`: from a fresh clone to a running server with a sample organization.
import { checkNodeVersion } from './node-version.mjs';

if (checkNodeVersion()) {
  import('./start-server.mjs').then(({ startServer }) => startServer());
}
