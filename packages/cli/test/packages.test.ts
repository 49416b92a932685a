import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './support/processes.ts';

/** Our names are on no registry: whoever claims one there could run code with an operator's credentials. */

interface PackageJson {
  readonly name: string;
  readonly dependencies?: object;
  readonly optionalDependencies?: object;
  readonly peerDependencies?: object;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

const packages = readdirSync(path.join(root, 'packages')).map(
  (folder) => JSON.parse(readFileSync(path.join(root, 'packages', folder, 'package.json'), 'utf8')) as PackageJson,
);
const names = packages.map(({ name }) => name);

describe.each(packages)('$name', (item) => {
  it('makes npm ask no registry for another of our packages', () => {
    const installed = Object.keys({ ...item.dependencies, ...item.optionalDependencies });
    const peers = Object.keys(item.peerDependencies ?? {}).filter(
      (peer) => item.peerDependenciesMeta?.[peer]?.optional !== true,
    );
    expect([...installed, ...peers].filter((name) => names.includes(name))).toEqual([]);
  });
});

it('nothing that people read or see tells them to run or install one of our names from a registry', () => {
  const files = execFileSync('git', ['ls-files', '*.md', '*.mjs', 'openapi.json', 'packages/*/src', 'packages/*/bin'], {
    cwd: root,
    encoding: 'utf8',
  });
  const fetchesOurName =
    /\b(?:npx|npm (?:x|exec|init|i|install|add)|pnpm (?:dlx|add)|yarn (?:dlx|add)|bunx)\b[^\n]*\s(?:@raptor-comply\/|raptor-comply(?![\w/-]))/;
  const found = files
    .trim()
    .split('\n')
    .filter((file) => fetchesOurName.test(readFileSync(path.join(root, file), 'utf8')));
  expect(found).toEqual([]);
});
