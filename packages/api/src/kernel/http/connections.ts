import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { type Duplex, Readable } from 'node:stream';
import type { Logger } from 'pino';
import { ApiError, phrase } from '../base/errors.ts';
import type { ApiResponse, TextResponse } from './present-response.ts';
import type { ResponsesInFlight } from './responses-in-flight.ts';
import { asParserRefusal, commonHeaders, presentApiError, requestId } from './transport-errors.ts';

/** What a connection needs so that each request on it gets its own response, and its client can read it. */

/** Connections that get no more responses. More parser errors on them are ignored. */
const closing = new WeakSet<Duplex>();
/** Milliseconds until such a socket is destroyed. Destroying it at once, with unread data, would reset it and lose the response. */
const LINGER_MS = 2000;

interface ParserError extends NodeJS.ErrnoException {
  /** The last bytes that were read. They start with the request line unless the request came in pieces. */
  readonly rawPacket?: unknown;
}

/**
 * Refuses what the HTTP parser could not read, after the responses to the requests before it. A request whose body is broken gets the
 * refusal as its response.
 */
export async function respondToParserError(
  { code = '', rawPacket }: ParserError,
  socket: Socket,
  { inFlight, log }: { inFlight: ResponsesInFlight; log: Logger },
): Promise<void> {
  if (closing.has(socket)) return;
  closing.add(socket);
  const open = inFlight.of(socket);
  const broken = open.find(({ req, headersSent }) => !req.complete && !headersSent);
  const earlier = open.filter((response) => response !== broken);
  await Promise.all(earlier.map((response) => new Promise((resolve) => response.once('close', resolve))));
  // A second response would be taken for that of another request.
  const hasResponse = broken?.headersSent === true || refused.get(socket)?.complete === false;
  if (code === 'ECONNRESET' || !socket.writable || hasResponse) {
    socket.destroySoon();
    return;
  }
  const refusal = asParserRefusal(code);
  const id = randomUUID();
  log.info({ requestId: id, status: refusal.status, parserError: code }, 'HTTP parser refused a request');
  const isFirst = open.length === 0 && Buffer.isBuffer(rawPacket);
  const method = broken?.req.method ?? (isFirst ? rawPacket.toString('latin1', 0, 5).trimEnd() : undefined);
  writeToSocket(socket, refusal, id, method === 'HEAD');
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

/** More than twice the largest body that an operation accepts. */
const MAX_DISCARDED_BYTES = 2 ** 27;
const MAX_DISCARD_MS = 10_000;
/** The last refused request of a connection. */
const refused = new WeakMap<Duplex, IncomingMessage>();

/**
 * Reads the rest of a refused request's body, because many clients read the response only after they have sent everything. Closes the
 * connection if that is too much, or takes too long.
 */
function discardBody(request: IncomingMessage): void {
  if (request.complete) return;
  const { socket } = request;
  refused.set(socket, request);
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MAX_DISCARDED_BYTES) socket.destroy();
  });
  const timer = setTimeout(() => request.complete || socket.destroy(), MAX_DISCARD_MS);
  request.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

/**
 * The response to a refused request of which the body has not been read. It is sent at once, and ends when the rest of the body has been
 * discarded: a connection that closes before that is reset, and the client loses the response.
 */
export function beforeBody(response: TextResponse, request: IncomingMessage): ApiResponse {
  const { status, headers } = response;
  // A client that waits for permission to send the body may send the next request instead.
  if (request.headers.expect !== undefined) return { ...response, headers: { ...headers, connection: 'close' } };
  discardBody(request);
  const body = new Readable({ read() {} });
  body.push(response.body);
  request.once('end', () => body.push(null));
  const length = { 'content-length': String(Buffer.byteLength(response.body)) };
  return { status, headers: { ...headers, ...length, ...(status === 413 && { connection: 'close' }) }, body };
}

/** Asks for the body of a request that waits for permission to send it. */
export function sendContinue(response: ServerResponse): void {
  const { headers, httpVersion } = response.req;
  if (headers.expect === undefined || httpVersion !== '1.1') return;
  response.writeContinue();
  delete headers.expect;
}

/** A response to HEAD has no body (RFC 9110, section 9.3.2). */
function writeToSocket(socket: Duplex, error: ApiError, id: string, isHead = false): void {
  const { status, headers, body } = presentApiError(error);
  const length = String(Buffer.byteLength(body));
  const all = { ...headers, ...commonHeaders(id), 'content-length': length, connection: 'close' };
  const titleCase = (name: string) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  const lines = Object.entries(all).map(([name, value]) => `${titleCase(name)}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${phrase(status)}\r\n${lines.join('')}\r\n${isHead ? '' : body}`);
}

/** Refuses CONNECT, for which Node.js provides only the socket. */
export function refuseConnect(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {});
  const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE';
  const error = new ApiError('method_not_allowed', `CONNECT is not allowed here; use ${allow}`, undefined, { allow });
  writeToSocket(socket, error, requestId(request));
}
