import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { ControlAddress } from '../embedded/directory-lock.ts';

/**
 * While a server has the embedded database open, nobody else may open it: its operator asks the server. It listens on this machine only,
 * for whoever can read the token in the lock of the data directory.
 */
export interface Control {
  readonly address: ControlAddress;
  close(): Promise<void>;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export async function startControl(
  copyTo: NonNullable<Database['copyTo']>,
  dataDir: string,
  log: Logger,
): Promise<Control> {
  const token = randomBytes(32).toString('base64url');
  const expected = digest(`Bearer ${token}`);
  const copies = path.join(dataDir, 'copies');
  // Left over from an operator who was interrupted.
  await rm(copies, { recursive: true, force: true });

  async function answer({ method, url, headers }: IncomingMessage): Promise<{ status: number; body: object }> {
    if (!timingSafeEqual(digest(headers.authorization ?? ''), expected)) return { status: 401, body: {} };
    if (method !== 'POST' || url !== '/copies') return { status: 404, body: {} };
    const directory = path.resolve(copies, randomUUID());
    await mkdir(directory, { recursive: true, mode: 0o700 });
    try {
      await copyTo(directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
    return { status: 201, body: { directory } };
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    try {
      const { status, body } = await answer(request);
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    } catch (err) {
      log.error({ err }, 'the operator could not be served');
      response.writeHead(500).end('{}');
    }
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: { url: `http://127.0.0.1:${port}`, token },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
