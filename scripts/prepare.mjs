// The first step of `npm start` and `npm test`: installs packages if needed and builds what changed. Uses only Node.js.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...names) => join(root, ...names);

const BUILT = ['packages/clocks', 'packages/tlog', 'packages/verifier', 'packages/api', 'packages/cli', 'packages/sdk'];
const STAMP = at('packages/cli/dist/.stamp');
const CONSOLE = 'packages/console';
/** Not in its dist, which is served and packed as it is. */
const CONSOLE_STAMP = at('node_modules/.raptor-comply-console');

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Whether node_modules matches package-lock.json, by the list that npm writes when it finishes. */
function isInstalled() {
  const listed = at('node_modules/.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = readJson(listed).packages;
  return Object.entries(readJson(at('package-lock.json')).packages).every(([location, wanted]) => {
    if (location === '') return true;
    const found = installed[location];
    // Most optional packages are for other platforms.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(at(location));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(0)} s`;

/** Returns an error message if this user cannot write the packages. */
function notWritable() {
  const directory = existsSync(at('node_modules')) ? at('node_modules') : root;
  try {
    accessSync(directory, constants.W_OK);
    return undefined;
  } catch {
    return `This user cannot write to ${directory}. Run the command as its owner, or clone the repository into a directory of your own.`;
  }
}

async function install() {
  const refused = notWritable();
  if (refused !== undefined) return refused;
  const since = performance.now();
  process.stdout.write('Installing packages (this takes a minute the first time) …\n');
  // The npm that runs this script, or the one on the PATH if Node.js was started directly.
  const npmCli = process.env.npm_execpath;
  const [command, ...first] =
    npmCli !== undefined && basename(npmCli) === 'npm-cli.js' ? [process.execPath, npmCli] : ['npm'];
  const code = await run(
    command,
    [...first, 'ci', '--ignore-scripts', '--include=dev', '--loglevel=error', '--no-progress'],
    {
      cwd: root,
      quiet: true,
    },
  );
  if (code !== 0) return 'npm could not install the packages; see its output above.';
  process.stdout.write(`Installed in ${seconds(since)}.\n`);
  return undefined;
}

/** A hash of everything that the build reads. */
function sourcesHash() {
  const hash = createHash('sha256').update(process.version);
  const add = (file) => hash.update(`\0${file}\0`).update(readFileSync(at(file)));
  for (const file of ['package-lock.json', 'tsconfig.base.json']) add(file);
  for (const folder of BUILT) {
    add(`${folder}/package.json`);
    add(`${folder}/tsconfig.json`);
    const sources = readdirSync(at(folder, 'src'), { recursive: true, encoding: 'utf8' });
    for (const file of sources.filter((name) => /\.m?ts$|\.mjs$|\.json$/.test(name)).sort())
      add(`${folder}/src/${file}`);
  }
  return hash.digest('hex');
}

async function build() {
  const since = performance.now();
  const hash = sourcesHash();
  const isBuilt = BUILT.every((folder) => existsSync(at(folder, 'dist'))) && existsSync(STAMP);
  if (isBuilt && readFileSync(STAMP, 'utf8') === hash) return undefined;
  process.stdout.write('Building …\n');
  // Without the stamp, force a full build: tsc trusts its build info and would skip missing files.
  const how = isBuilt ? [] : ['--force'];
  const code = await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-b', ...how, ...BUILT], {
    cwd: root,
  });
  if (code !== 0) return 'The build failed; see the compiler output above.';
  writeFileSync(STAMP, hash);
  process.stdout.write(`Built in ${seconds(since)}.\n`);
  return undefined;
}

/** A hash of what the console is bundled from, with the SDK and the page that verifies audit packages. */
function consoleHash() {
  const hash = createHash('sha256').update(process.version);
  for (const folder of ['package-lock.json', CONSOLE, 'packages/sdk/src', 'packages/verifier', 'packages/tlog/src']) {
    const below = statSync(at(folder)).isDirectory()
      ? readdirSync(at(folder), { recursive: true, encoding: 'utf8' })
      : [''];
    const sources = below.filter((name) => !/^(?:dist|node_modules|test)(?:$|[\\/])/.test(name));
    for (const file of sources.sort()) {
      const isFile = statSync(at(folder, file)).isFile();
      if (isFile) hash.update(`\0${folder}/${file}\0`).update(readFileSync(at(folder, file)));
    }
  }
  return hash.digest('hex');
}

async function buildConsole() {
  const since = performance.now();
  const hash = consoleHash();
  const isBuilt = existsSync(at(CONSOLE, 'dist/index.html')) && existsSync(CONSOLE_STAMP);
  if (isBuilt && readFileSync(CONSOLE_STAMP, 'utf8') === hash) return undefined;
  process.stdout.write('Building the console …\n');
  const vite = at('node_modules/vite/bin/vite.js');
  const code = await run(process.execPath, [vite, 'build', '--logLevel', 'warn'], { cwd: at(CONSOLE) });
  if (code !== 0) return 'The console could not be built; see the output above.';
  writeFileSync(CONSOLE_STAMP, hash);
  process.stdout.write(`Built the console in ${seconds(since)}.\n`);
  return undefined;
}

/**
 * Installs and builds what is missing. Returns false after printing an error.
 * @param {{ withConsole?: boolean }} options
 */
export async function prepare({ withConsole = false } = {}) {
  const needsConsole = withConsole && existsSync(at(CONSOLE, 'package.json'));
  const failure =
    (isInstalled() ? undefined : await install()) ??
    (await build()) ??
    (needsConsole ? await buildConsole() : undefined);
  if (failure === undefined) return true;
  process.stderr.write(`${failure}\n`);
  process.exitCode = 1;
  return false;
}
