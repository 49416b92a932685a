import { setMaxListeners } from 'node:events';
import net from 'node:net';

/** How the server ended a connection. */
export interface Cut {
  readonly afterMs: number;
  readonly response: string;
}

export interface SlowClient {
  /** What it sends at once. */
  readonly start: string;
  /** What it sends again and again. */
  readonly drip: string;
  readonly everyMs: number;
}

interface Course {
  /** Aborted, the client goes away of itself. */
  readonly signal?: AbortSignal;
  readonly onStarted?: () => void;
}

/** Sends a little at a time until the server ends the connection; says when and with what it did. */
export async function dripping(url: string, client: SlowClient, { signal, onStarted }: Course = {}): Promise<Cut> {
  const { hostname, port } = new URL(url);
  const socket = net.connect({ port: Number(port), host: hostname, ...(signal === undefined ? {} : { signal }) });
  socket.on('error', () => {});
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await Promise.race([new Promise((resolve) => socket.once('connect', resolve)), closed]);
  const since = performance.now();
  socket.write(client.start, onStarted);
  const timer = setInterval(() => socket.writable && socket.write(client.drip), client.everyMs);
  await closed;
  clearInterval(timer);
  return { afterMs: performance.now() - since, response: Buffer.concat(chunks).toString() };
}

const AT_A_TIME = 5;

/**
 * Runs `meanwhile` while so many slow clients are there; they arrive evenly and so drip evenly, as
 * strangers would: in step, the bursts that this process sends itself would be what is measured.
 */
export async function beside(
  url: string,
  count: number,
  client: SlowClient,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const leaving = new AbortController();
  setMaxListeners(0, leaving.signal);
  const members: Promise<unknown>[] = [];
  await new Promise<void>((gathered) => {
    let started = 0;
    const onStarted = () => ++started === count && gathered();
    const arrivals = setInterval(
      () => {
        for (let n = 0; n < AT_A_TIME; n++) members.push(dripping(url, client, { signal: leaving.signal, onStarted }));
        if (members.length >= count) clearInterval(arrivals);
      },
      (client.everyMs * AT_A_TIME) / count,
    );
  });
  await meanwhile();
  leaving.abort();
  await Promise.all(members);
}
