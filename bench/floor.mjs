// The floor: the least code that sends the same bytes. Fastify, node-postgres, and SQL by hand: no keys, permissions,
// validation, row security, limits, log, or schemas. A header names the organization.
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { copyIn, copyOut } from './copying.mjs';
import { csvColumns } from './dataset.mjs';

// The same copies of the libraries as the product.
const fromProduct = createRequire(new URL('../packages/api/package.json', import.meta.url));
const fastify = fromProduct('fastify');
const pg = fromProduct('pg');
const { v7 } = fromProduct('uuid');

const POOL_SIZE = 10;
/** The API's fields, in the order of the product's responses, which the benchmark passes in. */
const FIELDS = String(process.env.FIELDS).split(',');
const TIMES = ['createdAt', 'updatedAt', 'deletedAt'];
const FLAGS = [
  ...['inService', 'dialUpConnectivity', 'routableProtocol', 'remoteAccessAvailable', 'baselineDocumented'],
  ...['portsServicesDocumented', 'loggingEnabled'],
];
const WRITABLE = FIELDS.filter((field) => !['id', 'isDeleted', ...TIMES].includes(field));
const snake = (field) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const columns = FIELDS.map((field) => `${snake(field)} as "${field}"`).join(', ');

/** `2026-11-22 12:43:37.12+00` to `2026-11-22T12:43:37.120Z`. */
const rfc3339 = (text) => `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0')}Z`;
const types = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.TIMESTAMPTZ
      ? rfc3339
      : oid === pg.types.builtins.DATE
        ? String
        : pg.types.getTypeParser(oid, format),
};

/** @param {NodeJS.ProcessEnv} environment */
async function openPool({ DATABASE_URL, DATA_DIR = '' }) {
  const { openEmbedded } = await import('@raptor-comply/api/kernel/embedded/open');
  const connectionString = DATABASE_URL ?? (await openEmbedded(DATA_DIR, 'server')).url;
  return new pg.Pool({ connectionString, types, max: POOL_SIZE, keepAlive: true, options: '-c timezone=UTC' });
}

/** The product's tables with constraints and indexes, without triggers. Ids have a default for COPY. */
const PREPARE = `
  alter table cyber_assets disable trigger user;
  alter table cyber_assets
    alter id set default gen_random_uuid(),
    alter organization_id set default current_setting('floor.organization')::uuid,
    alter cyber_system_id set default current_setting('floor.system')::uuid`;

const pool = await openPool(process.env);
await pool.query(PREPARE);

const server = fastify({ logger: false, bodyLimit: 2 ** 26 });
server.addContentTypeParser('text/csv', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
const rowsOf = async (name, text, values) => (await pool.query({ name, text, values })).rows;
const JSON_TYPE = 'application/json; charset=utf-8';
const send = (reply, value) => reply.type(JSON_TYPE).send(JSON.stringify(value));

server.get('/readyz', async () => ({ status: 'ready' }));

const GET_ONE = `select ${columns} from cyber_assets where organization_id = $1 and id = $2 and not is_deleted`;
server.get('/cyber-assets/:id', async ({ headers, params }, reply) => {
  const [asset] = await rowsOf('get', GET_ONE, [headers.organization, params.id]);
  return send(reply, asset);
});

const LIST = `select ${columns} from cyber_assets where organization_id = $1 and not is_deleted order by created_at, id`;
const PAGE = `select ${columns} from cyber_assets where organization_id = $1 and cyber_system_id = $2 and not is_deleted
               order by created_at, id limit $3`;
server.get('/cyber-assets', async ({ headers, query }, reply) => {
  const { cyberSystemId, limit } = query;
  const { organization } = headers;
  const rows =
    limit === undefined
      ? await rowsOf('list', LIST, [organization])
      : await rowsOf('page', PAGE, [organization, cyberSystemId, limit]);
  return send(reply, rows);
});

const CREATE = `insert into cyber_assets (organization_id, id, ${WRITABLE.map(snake).join(', ')})
  values ($1, $2, ${WRITABLE.map((_, index) => `$${index + 3}`).join(', ')}) returning ${columns}`;
server.post('/cyber-assets', async ({ headers, body }, reply) => {
  const values = [headers.organization, v7(), ...WRITABLE.map((field) => body[field])];
  const [asset] = await rowsOf('create', CREATE, values);
  return send(reply.code(201), asset);
});

const PATCH = `update cyber_assets set firmware_version = $3, updated_at = now()
  where organization_id = $1 and id = $2 and not is_deleted returning ${columns}`;
server.patch('/cyber-assets/:id', async ({ headers, params, body }, reply) => {
  const [asset] = await rowsOf('patch', PATCH, [headers.organization, params.id, body.firmwareVersion]);
  return send(reply, asset);
});

const COPY_IN = `copy cyber_assets (${csvColumns.map(snake).join(', ')}) from stdin (format csv, header)`;
const CONTEXT = `select set_config('floor.organization', $1, false), set_config('floor.system', $2, false)`;
server.post('/cyber-systems/:id/cyber-assets/import', async ({ headers, params, body }, reply) => {
  const client = await pool.connect();
  await client.query(CONTEXT, [headers.organization, params.id]);
  const createdCount = await copyIn(client, COPY_IN, body);
  client.release();
  const counts = { createdCount, updatedCount: 0, unchangedCount: 0, errorCount: 0, rowsWithErrors: 0 };
  const none = { hasMoreErrors: false, errors: [], warnings: [], actions: [] };
  const summary = { message: `Imported: ${createdCount} created, 0 updated, 0 unchanged.`, errorTypes: [] };
  return send(reply, { success: true, ...counts, ...none, summary });
});

const MOMENT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;
/** @param {string} column of an asset's system */
const ofSystem = (column) => `(select s.${column} from cyber_systems s
  where s.organization_id = cyber_assets.organization_id and s.id = cyber_assets.cyber_system_id)`;
/** @param {string} title @param {string} table @param {string} id */
const titleOf = (title, table, id) => `(select p.${title} from ${table} p
  where p.organization_id = cyber_assets.organization_id and p.id = ${id})`;
/** @type {Record<string, string>} */
const TITLES = {
  cyberSystem: ofSystem('system_title'),
  facility: titleOf('title', 'facilities', ofSystem('facility_id')),
  controlCenter: titleOf('center_title', 'control_centers', ofSystem('control_center_id')),
};
/** An export has the import's columns in the product's order, then those that an import ignores. */
const exported = String(process.env.EXPORTED)
  .split(',')
  .map((field) => {
    const name = TITLES[field] ?? snake(field);
    if (TIMES.includes(field)) return `to_char(${name}, ${MOMENT}) as "${field}"`;
    return `${FLAGS.includes(field) ? `${name}::text` : name} as "${field}"`;
  })
  .join(', ');
const UUID = /^[0-9a-f-]{36}$/;
const CHUNK_BYTES = 65_536;
server.get('/facilities/:id/cyber-assets/export', async ({ headers, params }, reply) => {
  // COPY accepts no parameters.
  const [organization, facility] = [headers.organization, params.id].map((id) => UUID.exec(String(id))?.[0]);
  const body = new PassThrough();
  reply.type('text/csv; charset=utf-8').send(body);
  const client = await pool.connect();
  let lines = '';
  const text = `copy (select ${exported} from cyber_assets where organization_id = '${organization}' and not is_deleted
    and cyber_system_id = any (array(select id from cyber_systems where organization_id = '${organization}' and facility_id = '${facility}'))
    and impact_level in ('high', 'medium') order by created_at, id) to stdout (format csv, header)`;
  await copyOut(client, text, (row) => {
    // PostgreSQL ends lines with LF, the product with CRLF. The driver reuses the row's memory, so copy it now.
    lines += `${row.toString('latin1', 0, row.length - 1)}\r\n`;
    if (lines.length < CHUNK_BYTES) return;
    body.write(lines, 'latin1');
    lines = '';
  });
  body.write(lines, 'latin1');
  body.end();
  client.release();
  return reply;
});

process.on('SIGTERM', () => process.exit(0));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
