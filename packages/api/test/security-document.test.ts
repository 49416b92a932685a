import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

/** SECURITY.md names the tests that prove its promises: they are there, and whoever renames one learns of it here. */

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

interface Proof {
  readonly id: string;
  readonly file: string;
  /** The titles from the outermost on, as they are written; behind one with a placeholder also what it is filled with. */
  readonly names: readonly string[];
}

let lines: string[];
let proofs: Proof[];

beforeAll(async () => {
  lines = (await readFile(`${ROOT}SECURITY.md`, 'utf8')).split('\n');
  proofs = lines.filter(isProof).map((line) => {
    const [, id = ''] = /^- (\w+): /.exec(line) ?? [];
    const [file = '', ...names] = [...line.matchAll(/`([^`]+)`/g)].map(([, quoted = '']) => quoted);
    return { id, file, names };
  });
});

const isProof = (line: string): boolean => /^- \d+[a-z]: /.test(line);

/** A string as it stands in a source file, whichever its quotes. */
const LITERAL = /'((?:\\.|[^'\\\n])*)'|`((?:\\.|[^`\\])*)`|"((?:\\.|[^"\\\n])*)"/;
/** What `describe`, `it` or `test` is called with, or what is returned by one of them with `.each(…)`. */
const TITLES = new RegExp(`(?:\\b(?:describe|it|test)|\\))\\(\\s*(?:${LITERAL.source})\\s*,`, 'g');

const titlesOf = (source: string): string[] =>
  [...source.matchAll(TITLES)].map(([, ...texts]) => texts.find((text) => text !== undefined) ?? '');

/** What a proof names and its file does not have. */
async function missingFrom({ file, names }: Proof): Promise<string[]> {
  if (!/\.test\.ts$/.test(file) || !existsSync(ROOT + file)) return [file];
  const source = await readFile(ROOT + file, 'utf8');
  const titles = titlesOf(source);
  const isThere = (name: string, before: string | undefined) =>
    titles.includes(name) || (/%[a-z]|\$\{/.test(before ?? '') && source.includes(`'${name}'`));
  return names.filter((name, at) => !isThere(name, names[at - 1])).map((name) => `${file} > ${name}`);
}

describe('SECURITY.md', () => {
  it('SECURITY.md gives each proof once, in one form', () => {
    const form = /^- (?:[1-9]|1[0-2])[a-z]: `[^`]+`(?: > `[^`]+`)+$/;
    expect(lines.filter((line) => isProof(line) && !form.test(line))).toEqual([]);
    expect(proofs.length).toBeGreaterThan(50);
    expect(new Set(proofs.map(({ id }) => id)).size).toBe(proofs.length);
    // No test is cited in passing, where nothing would look for it.
    expect(lines.filter((line) => line.includes('.test.ts` >') && !isProof(line))).toEqual([]);
  });

  it('every test that SECURITY.md cites exists', async () => {
    expect((await Promise.all(proofs.map(missingFrom))).flat()).toEqual([]);
  });

  it('SECURITY.md refers to proofs that it gives, and gives none that it does not refer to', () => {
    const known = proofs.map(({ id }) => id);
    const text = lines.filter((line) => !isProof(line)).join('\n');
    const referred = [...text.matchAll(/\b(\d{1,2}[a-z])\b(?:–(\d{1,2}[a-z])\b)?/g)].map(([, from = '', to = from]) => [
      from,
      to,
    ]);
    expect(referred.flat().filter((id) => !known.includes(id))).toEqual([]);
    const used = new Set(
      referred.flatMap(([from = '', to = '']) => known.slice(known.indexOf(from), known.indexOf(to) + 1)),
    );
    expect(known.filter((id) => !used.has(id))).toEqual([]);
  });

  it('every file that SECURITY.md names exists', () => {
    const named = lines.flatMap((line) =>
      [...line.matchAll(/`([\w./-]+\.(?:ts|mjs|sql))`/g)].map(([, name = '']) => name),
    );
    expect(named.filter((name) => !existsSync(ROOT + name) && !existsSync(SOURCES + name))).toEqual([]);
  });

  it('SECURITY.md says of each requirement of the ASVS once whether it is met', () => {
    const requirements = lines.flatMap((line) => line.match(/v5\.0\.0-\d+\.\d+\.\d+/g)?.map(String) ?? []);
    expect(requirements.length).toBeGreaterThan(50);
    expect(requirements.filter((requirement, at) => requirements.indexOf(requirement) !== at)).toEqual([]);
  });

  it('SECURITY.md covers the whole API Security Top 10', () => {
    const risks = lines.flatMap((line) => /^\| (API\d+:2023) /.exec(line)?.[1] ?? []);
    expect(risks).toEqual(Array.from({ length: 10 }, (_, index) => `API${index + 1}:2023`));
  });
});
