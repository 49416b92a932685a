import { execFile } from 'node:child_process';
import { access, chown, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

/** For the tests: a PostgreSQL server that may be killed. */

const run = promisify(execFile);

export interface OwnPostgres {
  readonly url: string;
  restart(how: 'fast' | 'immediate'): Promise<void>;
  remove(): Promise<void>;
}

async function programs(): Promise<string> {
  const versions = await readdir('/usr/lib/postgresql').catch(() => []);
  const directories = [
    ...versions
      .sort()
      .reverse()
      .map((version) => `/usr/lib/postgresql/${version}/bin`),
    '/usr/local/bin',
  ];
  for (const directory of directories) {
    const found = await access(path.join(directory, 'initdb')).then(
      () => true,
      () => false,
    );
    if (found) return directory;
  }
  throw new Error(
    'The tests need the programs of PostgreSQL: install it, or put initdb and pg_ctl into /usr/local/bin',
  );
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

/** PostgreSQL refuses to run as root: then it runs as its own user, who Debian's package makes. */
async function asItsUser(directory: string): Promise<readonly string[]> {
  if (userInfo().uid !== 0) return [];
  const { stdout } = await run('id', ['-u', 'postgres']);
  await chown(directory, Number(stdout), -1);
  return ['runuser', '-u', 'postgres', '--'];
}

export async function startPostgres(): Promise<OwnPostgres> {
  const bin = await programs();
  const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-postgres-'));
  const [port, prefix] = await Promise.all([freePort(), asItsUser(directory)]);
  const data = path.join(directory, 'data');
  const program = async (name: string, ...parameters: string[]) => {
    const [file = '', ...rest] = [...prefix, path.join(bin, name), ...parameters];
    await run(file, rest, { cwd: directory });
  };
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${directory}`;
  const control = (...parameters: string[]) =>
    program('pg_ctl', '-D', data, '-s', '-w', '-l', path.join(directory, 'log'), ...parameters);
  await program('initdb', '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8');
  await control('-o', options, 'start');
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    restart: (how) => control('-m', how, '-o', options, 'restart'),
    async remove() {
      await control('-m', 'immediate', 'stop');
      await rm(directory, { recursive: true });
    },
  };
}
