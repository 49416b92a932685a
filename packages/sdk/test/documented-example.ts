import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export const EXAMPLES = fileURLToPath(new URL('../../../examples/documented/', import.meta.url));
const ADDRESS = 'http://127.0.0.1:8080';

/** An example's text with the test server's address in place of its own. */
export function textOf(example: string, url: string): string {
  const text = readFileSync(join(EXAMPLES, example), 'utf8');
  expect(text).toContain(ADDRESS);
  return text.replaceAll(ADDRESS, url);
}

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs an example as a program of its own, with a line at its end that prints what it got. */
export function runExample(
  program: string,
  example: string,
  { apiKey, print, url }: { apiKey: string; print: string; url: string },
): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'raptor-comply-examples-'));
  const file = join(folder, example);
  writeFileSync(file, `${textOf(example, url)}\n${print}\n`);
  const env = { PATH: process.env.PATH ?? '', RAPTOR_COMPLY_API_KEY: apiKey };
  return new Promise((resolve) => {
    execFile(program, [file], { env }, (error, stdout, stderr) => {
      rmSync(folder, { recursive: true });
      resolve({ code: error === null ? 0 : Number(error.code ?? -1), stdout, stderr });
    });
  });
}
