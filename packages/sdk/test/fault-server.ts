import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';

/** A request as it came over the wire. */
export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Which connection carried it, 1 for the first. */
  readonly connection: number;
  readonly at: number;
}

/** What a fault may do with one exchange: anything that a broken peer can do to a socket. */
export interface Exchange {
  readonly request: SeenRequest;
  readonly socket: Socket;
  readonly server: FaultServer;
}

export type Fault = (exchange: Exchange) => void;

/** A server over raw sockets that responds as badly as it is told to. Each request takes the next fault; the last one repeats. */
export class FaultServer {
  readonly requests: SeenRequest[] = [];
  readonly sockets = new Set<Socket>();
  /** What earlier requests have committed, by Idempotency-Key or, without one, each time anew. */
  readonly committed: string[] = [];
  connections = 0;
  origin = '';
  #server: Server;
  #faults: Fault[] = [];
  #onConnection: ((socket: Socket) => void) | undefined;

  constructor() {
    this.#server = createServer((socket) => this.#accept(socket));
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.origin = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  /** Sets what the coming requests meet, and forgets the past ones. */
  script(...faults: Fault[]): void {
    this.#faults = faults;
    this.#onConnection = undefined;
    this.requests.length = 0;
    this.committed.length = 0;
  }

  /** Runs on each new connection, before any request. */
  onConnection(listener: (socket: Socket) => void): void {
    this.#onConnection = listener;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(socket: Socket): void {
    this.connections += 1;
    const connection = this.connections;
    this.sockets.add(socket);
    socket.on('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    this.#onConnection?.(socket);
    let received = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      for (let parsed = parseRequest(received); parsed !== undefined; parsed = parseRequest(received)) {
        received = received.subarray(parsed.length);
        const request: SeenRequest = { ...parsed.request, connection, at: performance.now() };
        this.requests.push(request);
        const fault = this.#faults.length > 1 ? this.#faults.shift() : this.#faults[0];
        (fault ?? json(200, {}))({ request, socket, server: this });
      }
    });
  }
}

export async function startFaultServer(): Promise<FaultServer> {
  return new FaultServer().listen();
}

type Headers = Readonly<Record<string, string>>;

function head(status: number, headers: Headers): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`;
}

/** Responds with any status, headers and body. */
export function respond(status: number, body: string | Uint8Array, headers: Headers = {}): Fault {
  const bytes = Buffer.from(body);
  return ({ socket }) => {
    const hasNoBody = status === 204 || status === 304;
    const length: Headers = hasNoBody ? {} : { 'Content-Length': String(bytes.length) };
    socket.write(
      Buffer.concat([
        Buffer.from(head(status, { ...length, ...headers }), 'latin1'),
        hasNoBody ? Buffer.alloc(0) : bytes,
      ]),
    );
  };
}

export function json(status: number, body: unknown, headers: Headers = {}): Fault {
  return respond(status, JSON.stringify(body), { 'Content-Type': 'application/json', ...headers });
}

export function html(status: number, headers: Headers = {}): Fault {
  return respond(status, `<html><body><h1>${status} nginx</h1></body></html>`, {
    'Content-Type': 'text/html',
    ...headers,
  });
}

/** Writes exactly these bytes. */
export function raw(text: string, { thenClose = false } = {}): Fault {
  return ({ socket }) => {
    socket.write(Buffer.from(text, 'latin1'));
    if (thenClose) socket.end();
  };
}

export const reset = {
  /** Resets the connection when the request has come, before any response. */
  beforeHeaders: (({ socket }) => socket.resetAndDestroy()) as Fault,
  duringHeaders: (({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: appl', () => socket.resetAndDestroy());
  }) as Fault,
  afterHeaders: (({ socket }) => {
    socket.write(head(200, { 'Content-Type': 'application/json', 'Content-Length': '100' }), () =>
      socket.resetAndDestroy(),
    );
  }) as Fault,
};

/** Never responds. */
export const stall: Fault = () => {};

/** Responds with headers and the beginning of a body, and then nothing more. */
export function stallInBody(status: number, beginning = '{"a":', headers: Headers = {}): Fault {
  return ({ socket }) => {
    socket.write(
      head(status, { 'Content-Type': 'application/json', 'Content-Length': '1000', ...headers }) + beginning,
    );
  };
}

/** Sends one byte of an unending body at a time. */
export function dribble(status: number, everyMs: number): Fault {
  return ({ socket }) => {
    socket.write(head(status, { 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }));
    const timer = setInterval(() => socket.write('1\r\n \r\n'), everyMs);
    socket.on('close', () => clearInterval(timer));
  };
}

/** Promises more than it sends, and closes the connection. */
export function cutBody(status: number, body = '[{"id":'): Fault {
  return ({ socket }) => {
    socket.end(head(status, { 'Content-Type': 'application/json', 'Content-Length': String(body.length + 50) }) + body);
  };
}

/** Sends more than its Content-Length says. */
export function overlongBody(status: number, body: string, saidLength: number): Fault {
  return ({ socket }) => {
    socket.write(head(status, { 'Content-Type': 'application/json', 'Content-Length': String(saidLength) }) + body);
  };
}

/** A body that goes on for as long as it is read. */
export function endless(status: number, chunk = 'x'.repeat(65_536)): Fault {
  return ({ socket }) => {
    socket.write(head(status, { 'Content-Type': 'text/html', 'Transfer-Encoding': 'chunked' }));
    const piece = `${chunk.length.toString(16)}\r\n${chunk}\r\n`;
    const pump = () => {
      while (!socket.destroyed && socket.writable && socket.write(piece)) {}
    };
    socket.on('drain', pump);
    pump();
  };
}

export function huge(status: number, bytes: number): Fault {
  return respond(status, 'x'.repeat(bytes), { 'Content-Type': 'text/html' });
}

export function corruptGzip(status: number): Fault {
  const bytes = gzipSync(JSON.stringify({ text: 'some text that is long enough to have a middle'.repeat(20) }));
  // The type of the first deflate block becomes the one that does not exist.
  bytes.fill(0xff, 10, 20);
  return respond(status, bytes, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
}

export function truncatedGzip(status: number): Fault {
  const bytes = gzipSync(JSON.stringify([{ id: 'one' }, { id: 'two' }]));
  return respond(status, bytes.subarray(0, bytes.length - 12), {
    'Content-Type': 'application/json',
    'Content-Encoding': 'gzip',
  });
}

export function redirect(status: number, location: string): Fault {
  return respond(status, '', { Location: location });
}

/** Responds, and closes the idle connection in the moment that the next request comes over it. */
export function closeOnReuse(status: number, body: unknown): Fault {
  return (exchange) => {
    json(status, body)(exchange);
    exchange.socket.removeAllListeners('data');
    exchange.socket.once('data', () => exchange.socket.destroy());
  };
}

/** Does the write, once per Idempotency-Key, and then behaves as told. */
export function commitThen(next: Fault): Fault {
  return (exchange) => {
    const key = exchange.request.headers['idempotency-key'] ?? `no key, request ${exchange.server.requests.length}`;
    if (!exchange.server.committed.includes(key)) exchange.server.committed.push(key);
    next(exchange);
  };
}

function parseRequest(bytes: Buffer): { request: Omit<SeenRequest, 'connection' | 'at'>; length: number } | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [requestLine = '', ...lines] = bytes.subarray(0, headEnd).toString('latin1').split('\r\n');
  const [method = '', url = ''] = requestLine.split(' ');
  const pairs = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const headers: Record<string, string> = Object.fromEntries(pairs);
  const bodyStart = headEnd + 4;
  if (headers['transfer-encoding'] === 'chunked') {
    const end = bytes.indexOf('0\r\n\r\n', bodyStart);
    if (end < 0) return undefined;
    return { request: { method, url, headers, body: bytes.subarray(bodyStart, end) }, length: end + 5 };
  }
  const length = bodyStart + Number(headers['content-length'] ?? 0);
  if (bytes.length < length) return undefined;
  return { request: { method, url, headers, body: Buffer.from(bytes.subarray(bodyStart, length)) }, length };
}
