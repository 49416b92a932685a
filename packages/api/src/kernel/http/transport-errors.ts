import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError } from 'fastify';
import type { Logger } from 'pino';
import { withoutKeys } from '../auth/api-keys.ts';
import { ApiError, type ErrorCode, errorResponse, internalError, phrase, unavailable } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { type ConstraintMeanings, constraintError } from '../database/constraint-errors.ts';
import type { TextResponse } from './present-response.ts';

/** Errors that Node.js and Fastify report themselves, converted to the one error shape. */

export const JSON_TYPE = 'application/json; charset=utf-8';
const MAX_URL_LENGTH = 8192;
export const MAX_HEADER_BYTES = 32 * 1024;

type Refusal = readonly [code: ErrorCode, message: string];

const BAD_ESCAPE: Refusal = ['bad_request', 'The URL has an invalid percent-escape; write % as %25'];
const BAD_MEDIA_TYPE: Refusal = ['unsupported_media_type', 'Content-Type is not supported'];

const REFUSALS: Readonly<Record<string, Refusal>> = {
  FST_ERR_BAD_URL: BAD_ESCAPE,
  FST_ERR_CTP_BODY_TOO_LARGE: ['content_too_large', 'The body is too large for this operation'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ['bad_request', 'The length of the body does not match Content-Length'],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: BAD_MEDIA_TYPE,
  FST_ERR_CTP_INVALID_TYPE: BAD_MEDIA_TYPE,
  // The caller disconnected in the middle of the body. This is not a fault of the server.
  ECONNRESET: ['bad_request', 'The request was cut off'],
  // The HTTP parser's:
  HPE_HEADER_OVERFLOW: ['headers_too_large', `The headers are larger than ${MAX_HEADER_BYTES} bytes`],
  ERR_HTTP_REQUEST_TIMEOUT: ['request_timeout', 'The request was not complete in time'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: ['content_too_large', 'The chunk extensions are too large'],
};

/** Keeps a valid request id, so that callers can correlate their own logs; an API key sent by mistake is not kept. */
export function requestId(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  const isValid = typeof sent === 'string' && /^[\w.\-=]{1,128}$/.test(sent) && withoutKeys(sent) === sent;
  return isValid ? sent : newId();
}

/** Checks the request line and headers before any other code reads them. Throws ApiError. */
export function checkRequestLine({ url = '', headers, rawHeaders, httpVersion }: IncomingMessage): void {
  const refuse = (message: string) => new ApiError('bad_request', message);
  if (url.length > MAX_URL_LENGTH)
    throw new ApiError('uri_too_long', `The URL is longer than ${MAX_URL_LENGTH} characters`);
  if (headers.host === undefined && httpVersion === '1.1') throw refuse('The Host header is missing');
  const isHost = (name: string, index: number) => index % 2 === 0 && name.length === 4 && name.toLowerCase() === 'host';
  if (rawHeaders.filter(isHost).length > 1) throw refuse('The Host header was sent twice; send it once');
  const query = url.indexOf('?');
  if (query === -1) return;
  try {
    decodeURIComponent(url.slice(query));
  } catch {
    throw new ApiError(...BAD_ESCAPE);
  }
}

/** Converts any error to the one that the caller sees. */
export function asApiError(error: unknown, constraints: ConstraintMeanings): ApiError {
  if (error instanceof ApiError) return error;
  const refusal = REFUSALS[(error as Partial<FastifyError>).code ?? ''];
  if (refusal !== undefined) return new ApiError(...refusal);
  return constraintError(error, constraints) ?? internalError();
}

/** The response to an error. */
export function presentApiError(error: ApiError): TextResponse {
  const { status, headers, body } = errorResponse(error);
  return { status, headers: { ...headers, 'content-type': JSON_TYPE }, body: JSON.stringify(body) };
}

/** Sockets that have their response and are about to close. More parser errors on them are ignored. */
const closing = new WeakSet<Socket>();
/** Milliseconds until such a socket is destroyed. Destroying it at once, with unread data, would reset it and lose the response. */
const LINGER_MS = 2000;

interface ParserError extends NodeJS.ErrnoException {
  /** The last bytes that were read. They start with the request line unless the request came in pieces. */
  readonly rawPacket?: unknown;
}

/** Responds on the socket when the HTTP parser could not read a request. */
export function respondToParserError(error: ParserError, socket: Socket, log: Logger): void {
  if (closing.has(socket)) return;
  // A second response would be taken for that of another request.
  const current = (socket as { _httpMessage?: ServerResponse })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || current?.headersSent === true) {
    socket.destroy();
    return;
  }
  const refusal = new ApiError(...(REFUSALS[error.code ?? ''] ?? ['bad_request', 'The request is not valid HTTP']));
  const id = newId();
  log.info({ requestId: id, status: refusal.status, parserError: error.code }, 'HTTP parser refused a request');
  const { rawPacket } = error;
  const isHead = Buffer.isBuffer(rawPacket) && rawPacket.toString('latin1', 0, 5) === 'HEAD ';
  writeToSocket(socket, refusal, id, isHead);
  closing.add(socket);
  const timer = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(timer));
}

const closingHeaders = ({ headers, body }: TextResponse, id: string): Record<string, string> => ({
  ...headers,
  'content-length': String(Buffer.byteLength(body)),
  'x-request-id': id,
  connection: 'close',
});

/** A response to HEAD has no body (RFC 9110, section 9.3.2). */
function writeToSocket(socket: Duplex, error: ApiError, id: string, isHead = false): void {
  const response = presentApiError(error);
  const titleCase = (name: string) => name.replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
  const headers = Object.entries(closingHeaders(response, id)).map(
    ([name, value]) => `${titleCase(name)}: ${value}\r\n`,
  );
  socket.end(
    `HTTP/1.1 ${error.status} ${phrase(error.status)}\r\n${headers.join('')}\r\n${isHead ? '' : response.body}`,
  );
}

/** Refuses CONNECT, for which Node.js provides only the socket. */
export function refuseConnect(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {});
  const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE';
  const error = new ApiError('method_not_allowed', `CONNECT is not allowed here; use ${allow}`, undefined, { allow });
  writeToSocket(socket, error, requestId(request));
}

/** Refuses every `Expect` but 100-continue. Node.js would respond without a body. */
export function refuseExpectation(request: IncomingMessage, reply: ServerResponse): void {
  const error = new ApiError('expectation_failed', 'Only Expect: 100-continue is supported');
  const response = presentApiError(error);
  reply.writeHead(response.status, closingHeaders(response, requestId(request))).end(response.body);
}

export const shuttingDown = (): ApiError => unavailable('The server is shutting down; retry on a new connection', 2);
