// What `npm start` and `npm test` do first: install what is missing, build what changed. Needs Node.js alone.
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));
const at = (...names) => join(root, ...names);

const BUILT = ['packages/api', 'packages/cli'];
const STAMP = at('packages/cli/dist/.stamp');

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));

/** Whether node_modules holds what package-lock.json asks for, by the list that npm leaves when it has finished. */
function isInstalled() {
  const listed = at('node_modules/.package-lock.json');
  if (!existsSync(listed)) return false;
  const installed = readJson(listed).packages;
  return Object.entries(readJson(at('package-lock.json')).packages).every(([location, wanted]) => {
    if (location === '') return true;
    const found = installed[location];
    // Optional packages are mostly those of other platforms.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(at(location));
  });
}

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(0)} s`;

/** Why npm could not install, when it is that this user may not write here. */
function notWritable() {
  const directory = existsSync(at('node_modules')) ? at('node_modules') : root;
  try {
    accessSync(directory, constants.W_OK);
    return undefined;
  } catch {
    return `This user may not write to ${directory}, where the packages have to be installed; run this as its owner, or clone the repository into a directory of your own.`;
  }
}

async function install() {
  const refused = notWritable();
  if (refused !== undefined) return refused;
  const since = performance.now();
  process.stdout.write('Installing packages (this takes a minute the first time) …\n');
  // The npm that runs us, or the one on the PATH when this script was started directly.
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
  if (code !== 0) return 'The packages could not be installed; npm says why above.';
  process.stdout.write(`Installed in ${seconds(since)}.\n`);
  return undefined;
}

/** One value for everything that the build reads. */
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
  const isBuilt = BUILT.every((folder) => existsSync(at(folder, 'dist/main.js'))) && existsSync(STAMP);
  if (isBuilt && readFileSync(STAMP, 'utf8') === hash) return undefined;
  process.stdout.write('Building …\n');
  // Without our stamp nothing is known of what is there; the compiler would trust its own notes and skip lost files.
  const how = isBuilt ? [] : ['--force'];
  const code = await run(process.execPath, [at('node_modules/typescript/bin/tsc'), '-b', ...how, ...BUILT], {
    cwd: root,
  });
  if (code !== 0) return 'The build failed; the compiler says why above.';
  writeFileSync(STAMP, hash);
  process.stdout.write(`Built in ${seconds(since)}.\n`);
  return undefined;
}

/** Installs and builds what is missing; false, after a sentence on stderr, when that did not work. */
export async function prepare() {
  const failure = (isInstalled() ? undefined : await install()) ?? (await build());
  if (failure === undefined) return true;
  process.stderr.write(`${failure}\n`);
  process.exitCode = 1;
  return false;
}
