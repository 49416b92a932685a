import type { Database } from '../../src/kernel/database/database.ts';
import type { Pipeline } from '../../src/kernel/database/pipeline.ts';

/** The database, with something between requests and each connection of theirs, until it is released. */
export const withPipeline = (database: Database, wrap: (send: Pipeline) => Pipeline): Database => ({
  ...database,
  async acquireTenant() {
    const connection = await database.acquireTenant();
    const { send, release } = connection;
    return Object.assign(connection, {
      send: wrap(send),
      release(destroy: boolean) {
        Object.assign(connection, { send, release });
        release(destroy);
      },
    });
  },
});
