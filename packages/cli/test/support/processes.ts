import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { KEY } from '../../../api/test/support/keys.ts';

/** For the tests: real processes of the built programs. */

export const root = fileURLToPath(new URL('../../../../', import.meta.url));
const CLI = path.join(root, 'packages/cli/bin/raptor-comply.js');
const START = path.join(root, 'scripts/start.mjs');

/** What a shell of the person who runs the tests may hold and these programs would obey. */
const OBEYED =
  /^(DATABASE_URL|DATA_DIR|PORT|HOST|REDIS_URL|RATE_LIMIT|PUBLIC_URL|SHUTDOWN_DELAY_MS|LOG_LEVEL|CHECKPOINT_KEY_FILE|CHECKPOINT_TARGETS|WITNESS_URLS|npm_lifecycle_event)$/;

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

/** Runs a program of Node.js. */
export function run(script: string, parameters: readonly string[], environment: Environment): Running {
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

/** A server that listens. */
export interface Server extends Running {
  readonly url: string;
}

export async function startServer(environment: Environment): Promise<Server> {
  const server = startCommand(['serve'], environment);
  const [, url = ''] = await server.seen('stdout', /listening at (\S+)\n/);
  return { ...server, url };
}

/** Stops a server as a service manager does. */
export async function stop(server: Running): Promise<void> {
  server.process.kill('SIGTERM');
  expect(await server.ended).toMatchObject({ code: 0 });
}

/** `npm start`, without npm. */
export const startSample = (environment: Environment): Running => run(START, [], environment);

/** One sentence, on one line: no stack trace, and nothing that must not be read over a shoulder. */
export const SENTENCE = /^[A-Z-][^\n]*\.\n$/;
