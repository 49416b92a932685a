import { EMPTY_TREE } from '@raptor-comply/tlog';
import type pg from 'pg';
import { ENTRY_COLUMNS, type LogEntry } from '../../src/kernel/activity/leaf.ts';
import { appendEntries, tree } from '../../src/kernel/activity/tree.ts';

/** What somebody who owns the database can do to an organization's log and records. */

export interface Victim {
  readonly client: pg.PoolClient;
  readonly organizationId: string;
  /** A number from 0 up to, without, `below`. */
  readonly choose: (below: number) => number;
  /** The number of its entries; the last ones are refusals. */
  readonly size: number;
  readonly refusals: number;
  /** The record tables. The organization has a row in each. */
  readonly tables: readonly string[];
  /** A schema with copies of all tables, as they were earlier. */
  readonly backup: string;
}

const LOG_TABLES = ['activity_entries', 'activity_trees', 'activity_tiles'];

const run = ({ client }: Victim, text: string, ...values: unknown[]) => client.query(text, values);
const pick = <T>({ choose }: Victim, items: readonly T[]): T => items[choose(items.length)] as T;
const entryOf = ({ choose, size }: Victim): number => 1 + choose(size);
const own = ({ organizationId }: Victim, alias = ''): string => `${alias}organization_id = '${organizationId}'`;

/** Makes the tree again from the entries, as the sealer would. */
async function reseal(victim: Victim): Promise<void> {
  const { client, organizationId } = victim;
  await run(victim, `delete from activity_tiles where ${own(victim)}`);
  const { rows } = await client.query<LogEntry>(
    `select ${ENTRY_COLUMNS} from activity_entries e where ${own(victim, 'e.')} order by e.sequence`,
  );
  const { frontier, tiles } = appendEntries(EMPTY_TREE, rows);
  for (const { level, index, hashes } of tiles) {
    await run(victim, 'insert into activity_tiles values ($1, $2, $3, $4)', organizationId, level, index, hashes);
  }
  const root = tree.root(frontier);
  await run(victim, `update activity_trees set size = $1, root = $2 where ${own(victim)}`, frontier.size, root);
}

async function restore(victim: Victim, table: string): Promise<void> {
  await run(victim, `delete from ${table} where ${own(victim)}`);
  await run(victim, `insert into ${table} select * from ${victim.backup}.${table} where ${own(victim)}`);
}

const EDITS = [
  `context = replace(context::text, '"label":"', '"label":"not ')::json`,
  `action = 'restored'`,
  `occurred_at = occurred_at - interval '1 microsecond'`,
  `resource_id = gen_random_uuid()`,
  `resource_type = 'facilities-'`,
  `salt = gen_random_uuid()`,
  `after = '{"title":"forged"}'`,
  `before = '{"title":"forged"}'`,
  `record = '{"title":"forged"}'`,
];

/** A value of a column's type that is not the one it has. */
const OTHER_VALUE: Readonly<Record<string, (column: string) => string>> = {
  text: (column) => `coalesce(${column}, '') || 'x'`,
  bool: (column) => `not ${column}`,
  numeric: (column) => `coalesce(${column}, 0) + 1`,
  int4: (column) => `coalesce(${column}, 0) + 1`,
  float8: (column) => `coalesce(${column}, 0) + 1`,
  date: (column) => `coalesce(${column}, '2026-01-01') - 1`,
  timestamptz: (column) => `coalesce(${column}, now()) - interval '1 second'`,
  uuid: () => 'gen_random_uuid()',
  jsonb: (column) => `coalesce(${column}, '{}') || '{"city":"Elsewhere"}'`,
  bytea: (column) => `sha256(${column})`,
  _text: (column) => `array_append(${column}, 'x')`,
};

/** Changes a column of a row, or of all rows, until a table's constraints allow it. */
async function changeRow(victim: Victim, table: string): Promise<void> {
  const { rows } = await run(
    victim,
    `select a.attname as name, t.typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid
      where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attname <> 'organization_id' order by a.attnum`,
    table,
  );
  for (let changed = 0; changed === 0; ) {
    const { name, type } = pick(victim, rows) as { name: string; type: string };
    const value = OTHER_VALUE[type]?.(name);
    if (value === undefined) throw new Error(`Add a value of the type ${type} to OTHER_VALUE`);
    await run(victim, 'savepoint attempt');
    const one = `(select id from ${table} where ${own(victim)} order by id offset ${victim.choose(3)} limit 1)`;
    const changing = run(
      victim,
      `update ${table} set ${name} = ${value} where ${own(victim)} and id = ${one} and ${name} is distinct from ${value}`,
    );
    changed = await changing.then(
      ({ rowCount }) => rowCount ?? 0,
      async () => {
        await run(victim, 'rollback to attempt');
        return 0;
      },
    );
  }
}

const DEFINITIONS = [
  'drop policy organization on facilities',
  'alter policy organization on cyber_assets using (true)',
  'create policy everything on api_keys to raptor_comply_app using (true)',
  'alter table control_centers disable row level security',
  'alter table facilities disable trigger activity_of_update',
  'alter table cyber_systems disable trigger all',
  'drop trigger activity_of_delete on physical_areas',
  'drop trigger refuse_change on activity_entries',
  'grant delete on facilities to raptor_comply_app',
  'grant select on organizations to raptor_comply_app',
  'grant update (context) on activity_entries to raptor_comply_app',
  'grant execute on function append_activity to public',
  'create rule quiet as on delete to cyber_assets do instead nothing',
  'create or replace function current_organization_id() returns uuid language sql stable return gen_random_uuid()',
  "create function append_activity(organization uuid, action text) returns void language sql as 'select'",
  'alter function log_facilities() security invoker',
  'alter view as_of.facilities set (security_invoker = false)',
  'drop view as_of.cyber_assets',
  'drop function record_refusal',
];

/** The constraints of these take no second row like the first. */
const SINGLE = ['api_keys', 'organization_settings', 'potential_noncompliances'];

/** What unique indexes take of a copied row, by column: a deleted record, and a token of its own. */
const FREE: Readonly<Record<string, string>> = {
  deleted_at: 'deleted_at = now(), is_deleted = true',
  token_sha256: 'token_sha256 = sha256(random()::text::bytea)',
};

/** Each changes what the log would prove. Random choices differ from call to call. */
export const ATTACKS: Readonly<Record<string, (victim: Victim) => Promise<unknown>>> = {
  'edit an entry': (victim) =>
    run(
      victim,
      `update activity_entries set ${pick(victim, EDITS)} where ${own(victim)} and sequence = ${entryOf(victim)}`,
    ),
  'delete an entry': (victim) =>
    run(victim, `delete from activity_entries where ${own(victim)} and sequence = ${entryOf(victim)}`),
  'delete an entry, and number the ones after it again': async (victim) => {
    const k = entryOf(victim);
    await run(victim, `delete from activity_entries where ${own(victim)} and sequence = ${k}`);
    await run(victim, `update activity_entries set sequence = -sequence where ${own(victim)} and sequence > ${k}`);
    await run(victim, `update activity_entries set sequence = -sequence - 1 where ${own(victim)} and sequence < 0`);
  },
  'insert an entry': async (victim) => {
    const k = entryOf(victim);
    await run(victim, `update activity_entries set sequence = -sequence where ${own(victim)} and sequence >= ${k}`);
    await run(victim, `update activity_entries set sequence = -sequence + 1 where ${own(victim)} and sequence < 0`);
    await run(
      victim,
      `insert into activity_entries (organization_id, sequence, occurred_at, version, action, resource_type, after, context)
       select organization_id, ${k}, occurred_at, version, 'refused', resource_type, '{}', context
         from activity_entries where ${own(victim)} and sequence = ${k + 1}`,
    );
  },
  'append an entry of a record that there is not': (victim) =>
    run(
      victim,
      `insert into activity_entries (organization_id, sequence, occurred_at, version, action, resource_type, resource_id, after, context)
       select organization_id, sequence + 1, occurred_at, version, 'created', 'facilities', gen_random_uuid(), '{"title":"Ghost"}', context
         from activity_entries where ${own(victim)} and sequence = ${victim.size}`,
    ),
  'swap two entries': async (victim) => {
    const [a, b] = [entryOf(victim), entryOf(victim)];
    const other = a === b ? (a % victim.size) + 1 : b;
    await run(victim, `update activity_entries set sequence = -${a} where ${own(victim)} and sequence = ${a}`);
    await run(victim, `update activity_entries set sequence = ${a} where ${own(victim)} and sequence = ${other}`);
    await run(victim, `update activity_entries set sequence = ${other} where ${own(victim)} and sequence = -${a}`);
  },
  'cut the tail': (victim) =>
    run(victim, `delete from activity_entries where ${own(victim)} and sequence >= ${entryOf(victim)}`),
  'cut refusals off the tail, and make the tree again': async (victim) => {
    const cut = 1 + victim.choose(victim.refusals);
    await run(victim, `delete from activity_entries where ${own(victim)} and sequence > ${victim.size - cut}`);
    await reseal(victim);
  },
  'rewrite from an entry on, with a tree to match': async (victim) => {
    const edit = pick(victim, [EDITS[0], EDITS[5]]);
    await run(victim, `update activity_entries set ${edit} where ${own(victim)} and sequence = ${entryOf(victim)}`);
    await reseal(victim);
  },
  'change a tile': (victim) =>
    run(
      victim,
      `update activity_tiles set hashes = set_byte(hashes, $1, get_byte(hashes, $1) # 1)
        where ${own(victim)} and (level, index) = (select level, index from activity_tiles where ${own(victim)} limit 1)`,
      victim.choose(32),
    ),
  'change the root or the size of the tree': (victim) =>
    run(
      victim,
      `update activity_trees set ${pick(victim, ['root = sha256(root)', 'size = size - 1', 'size = size + 1'])} where ${own(victim)}`,
    ),
  'delete the tiles': (victim) => run(victim, `delete from activity_tiles where ${own(victim)}`),
  'change a row': (victim) => changeRow(victim, pick(victim, victim.tables)),
  'change a membership': (victim) => changeRow(victim, 'physical_area_cyber_assets'),
  'change the digest of a key': (victim) =>
    run(
      victim,
      `update api_keys set key_sha256 = sha256($1) where ${own(victim)} and id = (select min(id::text)::uuid from api_keys where ${own(victim)})`,
      String(victim.choose(1e9)),
    ),
  'delete a row': (victim) => {
    const table = pick(victim, victim.tables);
    return run(
      victim,
      `delete from ${table} where ${own(victim)} and id = (select id from ${table} where ${own(victim)} limit 1)`,
    );
  },
  'insert a row': async (victim) => {
    const table = pick(
      victim,
      victim.tables.filter((name) => !SINGLE.includes(name)),
    );
    await run(
      victim,
      `create temporary table forged on commit drop as select * from ${table} where ${own(victim)} limit 1`,
    );
    await run(victim, `update forged set id = gen_random_uuid()`);
    const { rows } = await run(
      victim,
      "select attname as name from pg_attribute where attrelid = 'forged'::regclass and attnum > 0",
    );
    for (const { name } of rows) {
      const change = FREE[String(name)];
      if (change !== undefined) await run(victim, `update forged set ${change}`);
    }
    await run(victim, `insert into ${table} select * from forged`);
  },
  'change a definition': (victim) => run(victim, pick(victim, DEFINITIONS)),
  'roll a table back': (victim) => restore(victim, 'facilities'),
  'restore an old backup': async (victim) => {
    for (const table of [...victim.tables, ...LOG_TABLES]) await restore(victim, table);
  },
  'remove the organization': (victim) => run(victim, `delete from organizations where id = '${victim.organizationId}'`),
};
