import { once } from 'node:events';
import net from 'node:net';

export interface WireResponse {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
}

export interface WireRequest {
  readonly method: string;
  /** As it stands in the request line, valid or not: bytes as latin1. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body?: Buffer | undefined;
}

const HEAD_END = Buffer.from('\r\n\r\n');

const bytesOf = ({ method, target, headers, body }: WireRequest): Buffer => {
  const length = body === undefined ? [] : [['content-length', String(body.length)] as const];
  const lines = [['host', 'attacked'] as const, ...headers, ...length].map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return body === undefined ? head : Buffer.concat([head, body]);
};

/** The chunks of a body (RFC 9112, section 7.1), and where it ends; undefined if it is not whole. */
function readChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const chunks: Buffer[] = [];
  for (let at = start; ; ) {
    const line = bytes.indexOf('\r\n', at);
    const length = line === -1 ? Number.NaN : Number.parseInt(bytes.toString('latin1', at, line), 16);
    const end = line + 2 + length + 2;
    if (Number.isNaN(length) || bytes.length < end) return undefined;
    if (length === 0) return { body: Buffer.concat(chunks), end };
    chunks.push(bytes.subarray(line + 2, line + 2 + length));
    at = end;
  }
}

/** The whole response at the beginning of what was received, and what follows it. */
function readResponse(bytes: Buffer, method: string): [WireResponse, Buffer] | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end === -1) return undefined;
  const [statusLine = '', ...lines] = bytes.toString('latin1', 0, end).split('\r\n');
  const status = Number(statusLine.split(' ')[1]);
  const start = end + HEAD_END.length;
  if (status < 200) return readResponse(bytes.subarray(start), method);
  const headers = new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  const hasBody = method !== 'HEAD' && status !== 304;
  if (hasBody && headers.get('transfer-encoding') === 'chunked') {
    const chunked = readChunks(bytes, start);
    return chunked && [{ status, headers, body: chunked.body }, bytes.subarray(chunked.end)];
  }
  const length = hasBody ? Number(headers.get('content-length')) : 0;
  if (Number.isNaN(length)) throw new Error(`A response without a length: ${statusLine}`);
  if (bytes.length < start + length) return undefined;
  return [{ status, headers, body: bytes.subarray(start, start + length) }, bytes.subarray(start + length)];
}

/** One kept-alive connection that sends requests as they are, also such as no HTTP library would let through. */
export class Connection {
  readonly #port: number;
  readonly #host: string;
  #socket: net.Socket | undefined;

  constructor(url: string) {
    const { hostname, port } = new URL(url);
    this.#host = hostname;
    this.#port = Number(port);
  }

  async #connect(): Promise<net.Socket> {
    const socket = net.connect(this.#port, this.#host).setNoDelay();
    await once(socket, 'connect');
    // The end of the connection, which always follows an error, is what decides.
    socket.on('error', () => {});
    this.#socket = socket;
    return socket;
  }

  async send(request: WireRequest): Promise<WireResponse> {
    const socket = this.#socket ?? (await this.#connect());
    let unsubscribe = () => {};
    const received = new Promise<WireResponse>((resolve, reject) => {
      const chunks: Buffer[] = [];
      const onData = (chunk: Buffer) => {
        chunks.push(chunk);
        try {
          const read = readResponse(Buffer.concat(chunks), request.method);
          if (read === undefined) return;
          if (read[1].length > 0) reject(new Error('More than one response came'));
          resolve(read[0]);
        } catch (error) {
          reject(error);
        }
      };
      const onClose = () =>
        reject(new Error(`No whole response came: ${socket.errored?.message ?? 'the server ended the connection'}`));
      socket.on('data', onData).on('close', onClose);
      unsubscribe = () => socket.off('data', onData).off('close', onClose);
    });
    socket.write(bytesOf(request));
    try {
      const response = await received;
      if (response.headers.get('connection') === 'close') this.close();
      return response;
    } catch (error) {
      this.close();
      throw error;
    } finally {
      unsubscribe();
    }
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }
}
