import { readFile } from 'node:fs/promises';
import { PERMISSIONS, ROLE_NAMES } from '@raptor-comply/api/resources/roles';
import { Command, CommanderError, Option } from 'commander';
import { exitCode, explain, UsageError } from './failure.ts';

// Each command loads its code only when it is called, so `--help` is fast.

function addServer(program: Command): void {
  program
    .command('serve')
    .description('run the server until a signal stops it')
    .action(async () => (await import('./serve.ts')).serve());

  program
    .command('backup')
    .description('write a backup of everything, whether or not the server runs')
    .argument('<file>', 'the file to create')
    .action(async (file) => (await import('./backup.ts')).backup(file));
  program
    .command('restore')
    .description('restore a backup into an empty database, embedded or PostgreSQL')
    .argument('<file>', 'a file that backup wrote')
    .action(async (file) => (await import('./backup.ts')).restore(file));
}

function addOrgs(program: Command): void {
  const orgs = program.command('orgs').description('organizations: the tenants of this installation');
  orgs
    .command('create')
    .description('create an organization')
    .argument('<slug>', 'short name: lower-case letters, digits and single hyphens')
    .requiredOption('--name <name>', 'full name')
    .option('--test', 'a test organization: its keys begin with rc_test_')
    .action(async (slug, options) => (await import('./orgs.ts')).createOrg(slug, options));
  orgs
    .command('list')
    .description('list the organizations')
    .action(async () => (await import('./orgs.ts')).listOrgs());
}

function addKeys(program: Command): void {
  const ofOrganization = () => new Option('--org <slug>', 'the organization').makeOptionMandatory();
  const keys = program.command('keys').description('API keys of an organization');
  keys
    .command('create')
    .description('create an API key and print it, alone, on stdout')
    .addOption(ofOrganization())
    .addOption(new Option('--role <role>', 'built-in role (default: api_user)').choices(ROLE_NAMES))
    .addOption(
      new Option('--permission <permission...>', 'individual permissions, instead of a role')
        .choices(PERMISSIONS)
        .conflicts('role'),
    )
    .option('--expires-at <rfc3339>', 'when the key expires, such as 2027-03-31T00:00:00Z')
    .option('--name <label>', 'what the key is for')
    .action(async (options) => (await import('./keys.ts')).createApiKeyCommand(options));
  keys
    .command('list')
    .description('list the API keys that are not revoked')
    .addOption(ofOrganization())
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./keys.ts')).listApiKeysCommand(options));
  keys
    .command('revoke')
    .description('revoke an API key')
    .argument('<id>', 'id of the key, as keys list shows it')
    .addOption(ofOrganization())
    .action(async (id, options) => (await import('./keys.ts')).revokeApiKeyCommand(id, options));
}

function addActivity(program: Command): void {
  const activity = program.command('activity').description('the activity logs of the organizations');
  activity
    .command('verify')
    .description('verify that the activity logs are complete and unchanged')
    .option('--org <slug>', 'only this organization')
    .addOption(new Option('--file <path>', 'an exported log (NDJSON) instead; - is stdin').conflicts('org'))
    .option('--checkpoint <sequence:hash>', 'a checkpoint that verify printed earlier')
    .action(async (options) => (await import('./activity.ts')).verifyActivity(options));
}

function createProgram(version: string): Command {
  const program = new Command('raptor-comply')
    .description('Runs a Raptor Comply server and manages its organizations and API keys.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'explain a command')
    .addHelpText(
      'after',
      `
Environment, the same for every command:
  DATABASE_URL           a PostgreSQL server; unset: the embedded database
  DATA_DIR               directory of the embedded database (./data)
  PORT, HOST             where serve listens (8080, 127.0.0.1)
  REDIS_URL              counts rate limits for several servers; unset: in the process
  RATE_LIMIT             requests per minute of an organization (600)
  LOG_LEVEL              fatal, error, warn, info, debug, trace or silent (info)`,
    )
    .exitOverride()
    .configureOutput({ writeErr: () => {}, outputError: () => {} });

  for (const add of [addServer, addOrgs, addKeys, addActivity]) add(program);
  return program;
}

/** Rewrites Commander's message as one sentence. */
function usageError({ code, message }: CommanderError): UsageError {
  if (code === 'commander.help') return new UsageError('A command is missing; "raptor-comply --help" lists them.');
  const [first = '', ...rest] = message.replace(/^error: /, '').split('\n');
  const sentence = [first.charAt(0).toUpperCase() + first.slice(1).replace(/\.$/, ''), ...rest].join(' ');
  return new UsageError(`${sentence}; "raptor-comply --help" explains.`);
}

async function run(argv: readonly string[]): Promise<void> {
  const text = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  try {
    await createProgram(version).parseAsync(argv);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error);
  }
}

// In `raptor-comply keys list … | head`, the reader may close the pipe.
process.stdout.on('error', () => process.exit());

try {
  await run(process.argv);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = exitCode(error);
}
