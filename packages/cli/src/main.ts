import { readFile } from 'node:fs/promises';
import { Command, CommanderError, Option } from 'commander';
import { exitCode, explain, UsageError } from './failure.ts';
import { print, printError } from './output.ts';

// Each command loads its code only when it is called, so `--help` is fast.

function addServer(program: Command): void {
  program
    .command('serve')
    .description('run the server until a signal stops it')
    .action(async () => (await import('./serve.ts')).serve());

  program
    .command('sample')
    .description('create a sample organization with its tasks, and print an API key for it')
    .addOption(
      new Option('--kind <kind>', 'what it operates')
        .choices(['generation-owner', 'medium-control-center'])
        .default('generation-owner'),
    )
    .action(async ({ kind }) => (await import('./orgs.ts')).createSample(kind));
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
  program
    .command('retry-jobs')
    .description('try again what was given up after days, such as mails that the mail server refused')
    .action(async () => (await import('./jobs.ts')).retryJobs());
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
  orgs
    .command('disable')
    .description('refuse all keys of an organization at once; its data is kept')
    .argument('<slug>', 'the organization')
    .action(async (slug) => (await import('./orgs.ts')).disableOrg(slug));
  orgs
    .command('enable')
    .description('accept the keys of a disabled organization again')
    .argument('<slug>', 'the organization')
    .action(async (slug) => (await import('./orgs.ts')).enableOrg(slug));
}

function addKeys(program: Command): void {
  const ofOrganization = () => new Option('--org <slug>', 'the organization').makeOptionMandatory();
  const role = new Option('--role <role>', 'built-in role (default: api_user)');
  const permission = new Option('--permission <permission...>', 'individual permissions, instead of a role');
  const keys = program
    .command('keys')
    .description('API keys of an organization')
    .hook('preSubcommand', async () => {
      const { PERMISSIONS, ROLE_NAMES } = await import('@raptor-comply/api/resources/roles');
      role.choices(ROLE_NAMES);
      permission.choices(PERMISSIONS);
    });
  keys
    .command('create')
    .description('create an API key and print it, alone, on stdout')
    .addOption(ofOrganization())
    .addOption(role)
    .addOption(permission.conflicts('role'))
    .option('--expires-at <rfc3339>', 'when the key expires, such as 2027-03-31T00:00:00Z')
    .option('--name <label>', 'what the key is for')
    .option('--user <email>', 'the user that the key acts for')
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

function addConsole(program: Command): void {
  program
    .command('console')
    .description('print a link that signs in to the console once, within 15 minutes')
    .requiredOption('--org <slug>', 'the organization')
    .option('--role <role>', 'built-in role', 'admin')
    .option('--user <email>', 'the user that the session acts for')
    .action(async (options) => (await import('./console.ts')).printSignInLink(options));
}

function addActivity(program: Command): void {
  const activity = program.command('activity').description('the activity logs of the organizations');
  activity
    .command('verify')
    .description('verify that the activity logs are complete and unchanged, and that the records are what they say')
    .option('--org <slug>', 'only this organization')
    .addOption(new Option('--file <path>', 'an exported log (NDJSON) instead; - is stdin').conflicts('org'))
    .option('--checkpoint <file...>', 'signed checkpoints that were kept')
    .option('--key <file>', 'keys of GET /activity/key: one of them must have signed each checkpoint')
    .addHelpText('after', '\nExit code: 0 whole, 1 tampered with, 2 could not be checked.')
    .action(async (options) => (await import('./activity.ts')).verifyActivity(options));
  activity
    .command('fork')
    .description(
      'begin a new epoch of a log that contradicts a published checkpoint, so that changes are accepted again',
    )
    .requiredOption('--org <slug>', 'the organization')
    .requiredOption('--reason <text>', 'why the log contradicts it, for the log')
    .action(async (options) => (await import('./checkpoints.ts')).forkActivity(options));
  activity
    .command('rotate-key')
    .description('replace the key that signs checkpoints')
    .option('--lost', 'the former key is lost, so it does not sign the next checkpoints')
    .action(async (options) => (await import('./checkpoints.ts')).rotateActivityKey(options));
}

function addAuditPackage(program: Command): void {
  program
    .command('audit-package')
    .description('write an archive that an auditor can verify offline: lists, changes, and their proofs')
    .argument('<file>', 'the ZIP file to write')
    .requiredOption('--org <slug>', 'the organization')
    .requiredOption('--from <date>', 'beginning of the period: a date (00:00 UTC) or an RFC 3339 timestamp')
    .requiredOption('--to <date>', 'end of the period: a date (its last moment in UTC) or an RFC 3339 timestamp')
    .option('--facility <id>', 'only this facility and what belongs to it')
    .action(async (file, options) => (await import('./audit-package.ts')).auditPackage(file, options));
}

function addWitness(program: Command): void {
  program
    .command('witness')
    .description('sign the checkpoints of other sites, if their logs only grow')
    .requiredOption('--dir <folder>', 'folder of the witness: its key, the logs that it knows, what it signed')
    .option(
      '--name <name>',
      'name of the witness when its key is created, such as witness.example/w1 (default: host name)',
    )
    .option('--listen <address>', 'wait for checkpoints at this address, such as 127.0.0.1:8090')
    .option('--pull <url>', 'fetch the checkpoint of an installation once, and send the cosignature back')
    .option('--key <api key>', 'API key for --pull; or set RAPTOR_COMPLY_API_KEY')
    .action(async (options) => (await import('./witness.ts')).runWitness(options));
}

function addDue(program: Command): void {
  program
    .command('due')
    .description('print what is due, from the server at RAPTOR_COMPLY_URL, with the key in RAPTOR_COMPLY_API_KEY')
    .option('--within <days>', 'how far ahead, such as 90d', '30d')
    .option('--reasons', 'with how each date was calculated')
    .option('--json', 'as JSON')
    .action(async (options) => (await import('./due.ts')).printDue(options));
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
  TRUSTED_PROXIES        addresses or networks of proxies whose X-Forwarded-For is believed
  PUBLIC_URL             where people find the server, such as https://comply.example.com
  SHUTDOWN_DELAY_MS      how long a server that is stopping still accepts requests (0)
  CHECKPOINT_KEY_FILE    the key that signs checkpoints (DATA_DIR/checkpoint-key.pem)
  CHECKPOINT_TARGETS     where checkpoints are published: directories, s3://bucket/prefix
  WITNESS_URLS           who signs checkpoints too: a verifier key and a URL each
  SMTP_URL               mail server for reminders: smtp://… or smtps://…; unset: no reminders
  MAIL_FROM              sender of the mails, such as Compliance <compliance@example.com>
  LOG_LEVEL              fatal, error, warn, info, debug, trace or silent (info)`,
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => print(...text.trimEnd().split('\n')),
      writeErr: () => {},
      outputError: () => {},
    });

  for (const add of [addServer, addOrgs, addKeys, addConsole, addActivity, addAuditPackage, addDue, addWitness])
    add(program);
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
  printError(explain(error));
  process.exitCode = exitCode(error);
}
