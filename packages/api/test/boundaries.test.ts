import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { resources } from '../src/resources/all.ts';

/** The house's own rules: who may import whom, how files are called, how long they get. */

const PACKAGES = fileURLToPath(new URL('../../', import.meta.url));

interface SourceFile {
  /** Relative to packages/: `api/src/kernel/app.ts`. */
  readonly name: string;
  readonly text: string;
  /** What it imports: paths relative to packages/, or package names. */
  readonly imports: readonly string[];
}

/** The rooms of the kernel, from the top down. */
const ROOMS = [
  'http',
  'openapi',
  'slice',
  'jobs',
  'blobs',
  'activity',
  'limits',
  'ops',
  'auth',
  'database',
  'embedded',
  'base',
];

let files: SourceFile[];
let testFiles: SourceFile[];

async function sourceFiles(root: string): Promise<SourceFile[]> {
  const names = (await readdir(path.join(PACKAGES, root), { recursive: true })).filter((name) =>
    /\.(ts|mjs)$/.test(name),
  );
  return Promise.all(
    names.map(async (relative) => {
      const name = path.posix.join(root, relative.split(path.sep).join('/'));
      const text = await readFile(path.join(PACKAGES, name), 'utf8');
      const statements = /^(?:import|export)\b[^'"]*?\bfrom '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
      const specifiers = [...text.matchAll(statements)].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');
      const imports = specifiers.map((specifier) =>
        specifier.startsWith('.') ? path.posix.join(path.posix.dirname(name), specifier) : specifier,
      );
      return { name, text, imports };
    }),
  );
}

beforeAll(async () => {
  files = (await Promise.all(['api/src', 'cli/src', 'sdk/src'].map(sourceFiles))).flat();
  const inTestFolders = (await Promise.all(['api/test', 'cli/test', 'sdk/test'].map(sourceFiles))).flat();
  testFiles = [...files, ...inTestFolders].filter(isTest);
});

/** Generated, or a table of values: long, and one idea all the same. */
const isData = ({ name }: SourceFile) => name.includes('/generated/');
const isTest = ({ name }: SourceFile) => name.endsWith('.test.ts');
const violations = (from: (file: SourceFile) => boolean, allowed: (target: string, file: SourceFile) => boolean) =>
  files
    .filter((file) => !isTest(file) && from(file))
    .flatMap((file) =>
      file.imports.filter((target) => !allowed(target, file)).map((target) => `${file.name} -> ${target}`),
    );

const isOurs = (target: string) =>
  target.startsWith('api/') ||
  target.startsWith('cli/') ||
  target.startsWith('sdk/') ||
  target.startsWith('@raptor-comply/');

describe('imports', () => {
  it('the kernel imports only the kernel, and the trees and notes of transparency logs', () => {
    const found = violations(
      ({ name }) => name.startsWith('api/src/kernel/'),
      (target) => !isOurs(target) || target.startsWith('api/src/kernel/') || target === '@raptor-comply/tlog',
    );
    expect(found).toEqual([]);
  });

  it('imports in the kernel point from one room to those below it, never up', () => {
    const room = (name: string) => name.split('/')[3] ?? '';
    const found = violations(
      ({ name }) => name.startsWith('api/src/kernel/'),
      (target, { name }) =>
        !target.startsWith('api/src/kernel/') || ROOMS.indexOf(room(target)) >= ROOMS.indexOf(room(name)),
    );
    expect(found).toEqual([]);
    const rooms = new Set(
      files
        .map(({ name }) => name)
        .filter((name) => name.startsWith('api/src/kernel/'))
        .map(room),
    );
    expect([...rooms].filter((name) => !ROOMS.includes(name))).toEqual([]);
  });

  it('a slice imports what slices are made of, what all slices share, and other slices’ records and contracts', () => {
    const slice = (name: string) => name.split('/')[3] ?? '';
    const found = violations(
      ({ name }) => name.startsWith('api/src/resources/') && name.split('/').length > 4,
      (target, { name }) =>
        !isOurs(target) ||
        ['@raptor-comply/clocks', '@raptor-comply/verifier'].includes(target) ||
        /^api\/src\/kernel\/activity\/(?:leaf|signer)\.ts$/.test(target) ||
        /^api\/src\/kernel\/(?:(?:slice|base|auth|database)\/|jobs\/(?:outbox|mail)\.ts$)/.test(target) ||
        /^api\/src\/resources\/[\w-]+\.ts$/.test(target) ||
        slice(target) === slice(name) ||
        /\/(contract|record)\.ts$/.test(target),
    );
    expect(found).toEqual([]);
  });

  it('the SDK stands alone, and the command line reaches the server only for what is done without a key', () => {
    expect(
      violations(
        ({ name }) => name.startsWith('sdk/'),
        (target) => target.startsWith('sdk/'),
      ),
    ).toEqual([]);
    const reaching = files.filter(
      ({ name, imports }) =>
        name.startsWith('cli/src/') && imports.some((target) => target.startsWith('@raptor-comply/api')),
    );
    expect(
      reaching.every(
        (file) =>
          isTest(file) ||
          /\/(main|serve|orgs|keys|console|activity|audit-package|backup|checkpoints|database|failure|jobs|witness-folder)\.ts$/.test(
            file.name,
          ),
      ),
      reaching.map(({ name }) => name).join(),
    ).toBe(true);
  });

  it('only config.ts reads the environment', () => {
    const reading = files.filter(
      (file) => file.name.startsWith('api/') && !isTest(file) && file.text.includes('process.env'),
    );
    expect(reading.map(({ name }) => name)).toEqual(['api/src/config.ts']);
  });
});

describe('files', () => {
  it('files are named in kebab-case and are one idea long', () => {
    const odd = files.filter(({ name }) => !/^[a-z0-9-]+(\.[a-z]+)*\.(ts|mjs)$/.test(path.posix.basename(name)));
    expect(odd.map(({ name }) => name)).toEqual([]);
    const long = files.filter((file) => !isTest(file) && !isData(file) && file.text.split('\n').length > 300);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it('no test is skipped, runs alone or ends early, and no type check is silenced', () => {
    const words = ['.skip(', '.skipIf(', '.runIf(', '.only(', '.todo(', '@ts-ignore', '@ts-nocheck'];
    const found = [...files, ...testFiles].filter(
      ({ name, text }) => !name.endsWith('boundaries.test.ts') && words.some((word) => text.includes(word)),
    );
    expect(found.map(({ name }) => name)).toEqual([]);
    // A `return` without a value, as deep as the statements of a test are.
    const early = testFiles.filter(({ text }) => /^ {2,4}(?:if \(.*\) )?return;$/m.test(text));
    expect(early.map(({ name }) => name)).toEqual([]);
  });
});

describe('operations', () => {
  it('each operation has one id, one path and method, and lives once', () => {
    const all = resources.flatMap(({ contract }) => Object.entries(contract));
    expect(new Set(all.map(([operationId]) => operationId)).size).toBe(all.length);
    expect(new Set(all.map(([, { method, path: at }]) => `${method} ${at}`)).size).toBe(all.length);
  });
});
