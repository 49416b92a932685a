import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { connectServer } from '@raptor-comply/api/kernel/database/database';
import { KEY } from '../../../api/test/support/keys.ts';

/** For the tests: real processes of the built programs, on databases of their own. */

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const CLI = path.join(root, 'packages/cli/bin/raptor-comply.js');
const START = path.join(root, 'scripts/start.mjs');

/** What a shell of the person who runs the tests may hold and these programs would obey. */
const OBEYED = /^(DATABASE_URL|DATA_DIR|PORT|HOST|REDIS_URL|RATE_LIMIT|LOG_LEVEL|npm_lifecycle_event)$/;

export type Environment = Readonly<Record<string, string>>;

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** Resolves with the match as soon as the output has it; rejects when the process ends without. */
  seen(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
  readonly ended: Promise<Ended>;
}

function run(script: string, parameters: readonly string[], environment: Environment): Running {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OBEYED.test(name)));
  const child = spawn(process.execPath, [script, ...parameters], {
    cwd: root,
    env: { ...inherited, PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = once(child, 'close').then(([code]) => {
    // Whatever a test is about: what a program logs and complains of has no key in it.
    if (KEY.test(output.stderr)) throw new Error(`A key is in what ${parameters.join(' ')} wrote to stderr`);
    return { code: code as number | null, ...output };
  });
  return {
    process: child,
    ended,
    seen: (name, pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = pattern.exec(output[name]);
          if (found !== null) resolve(found);
        };
        child[name].on('data', look);
        look();
        ended.then(({ code, stderr }) => reject(new Error(`ended with ${code} before it wrote ${pattern}: ${stderr}`)));
      }),
  };
}

export const startCommand = (parameters: readonly string[], environment: Environment = {}): Running =>
  run(CLI, parameters, environment);

export const command = (parameters: readonly string[], environment: Environment = {}): Promise<Ended> =>
  startCommand(parameters, environment).ended;

/** `npm start`, without npm. */
export const startSample = (environment: Environment): Running => run(START, [], environment);

export interface Place {
  readonly environment: Environment;
  remove(): Promise<void>;
}

/** A data directory of the test's own. */
export async function embeddedPlace(): Promise<Place> {
  const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-cli-'));
  return {
    environment: { DATA_DIR: path.join(directory, 'data') },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** The process id of the PostgreSQL that runs on a place of its own. */
export async function postmasterOf({ environment }: Place): Promise<number> {
  const text = await readFile(path.join(environment.DATA_DIR ?? '', 'cluster/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

async function serverPlace(url: string): Promise<Place> {
  const server = connectServer(url);
  const name = `raptor_comply_cli_${randomUUID().replaceAll('-', '')}`;
  await server.query({ text: `create database ${name}` });
  const target = new URL(url);
  target.pathname = `/${name}`;
  return {
    environment: { DATABASE_URL: target.href },
    async remove() {
      await server.query({ text: `drop database ${name} with (force)` });
      await server.close();
    },
  };
}

/** A database of the test's own: on the server that the suite is given, or embedded. */
export function newPlace(): Promise<Place> {
  const { TEST_DATABASE_URL } = process.env;
  return TEST_DATABASE_URL ? serverPlace(TEST_DATABASE_URL) : embeddedPlace();
}

/** One sentence, on one line: no stack trace, and nothing that must not be read over a shoulder. */
export const SENTENCE = /^[A-Z-][^\n]*\.\n$/;
