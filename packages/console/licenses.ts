import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface PackageJson {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as PackageJson;

/** The folder of the package that a module is in: `…/node_modules/@scope/name`. Undefined for the console's own modules. */
const folderOf = (id: string): string | undefined =>
  /^\0?(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replaceAll('\\', '/'))?.[1];

/** A package, with the text of its license. Throws Error if it names no license. */
function licenseOf(folder: string) {
  const { name, version, license } = read(folder);
  if (license === undefined) throw new Error(`${name} ${version} names no license`);
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  return { name, version, license, text: file === undefined ? '' : readFileSync(join(folder, file), 'utf8') };
}

/** Writes `licenses.txt`: each package that is in the console's bundle, fonts and styles included, with the text of its license. */
export function licenses(alsoShipped: readonly string[]): Plugin {
  return {
    name: 'licenses',
    apply: 'build',
    generateBundle() {
      const folders = new Set([...alsoShipped, ...[...this.getModuleIds()].flatMap((id) => folderOf(id) ?? [])]);
      const byName = new Map([...folders].map((folder) => [folder, licenseOf(folder)]));
      const packages = [...byName.values()].sort((a, b) => a.name.localeCompare(b.name));
      const source = packages
        .map(({ name, version, license, text }) => `${name} ${version}: ${license}\n\n${text.trim()}\n`)
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source });
    },
  };
}
