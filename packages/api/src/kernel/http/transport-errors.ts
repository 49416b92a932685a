import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { FastifyError } from 'fastify';
import type { Logger } from 'pino';
import { withoutKeys } from '../auth/api-keys.ts';
import { ApiError, errorResponse, internalError, phrase, unavailable } from '../base/errors.ts';
import { newId } from '../base/ids.ts';
import { type ConstraintMeanings, constraintError } from '../database/constraint-errors.ts';

/** What Node.js and Fastify refuse on their own, put into the one error shape. */

const MAX_URL_LENGTH = 8192;
export const MAX_HEADER_BYTES = 32 * 1024;

/** A valid incoming id is kept, so that a caller can follow a request through its own logs; a key by mistake is not one. */
export function requestId(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  const isValid = typeof given === 'string' && /^[\w.\-=]{1,128}$/.test(given) && withoutKeys(given) === given;
  return isValid ? given : newId();
}

/** What must hold of every request line and header before anything looks at them. Throws ApiError. */
export function checkRequestLine({ url = '', headers, rawHeaders, httpVersion }: IncomingMessage): void {
  if (url.length > MAX_URL_LENGTH)
    throw new ApiError('uri_too_long', `The URL is longer than ${MAX_URL_LENGTH} characters`);
  if (headers.host === undefined && httpVersion === '1.1')
    throw new ApiError('bad_request', 'The Host header is missing');
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts > 1) throw new ApiError('bad_request', 'The Host header is there twice');
  const query = url.indexOf('?');
  if (query !== -1) {
    try {
      decodeURIComponent(url.slice(query));
    } catch {
      throw badEscape();
    }
  }
}

const badEscape = () => new ApiError('bad_request', 'The URL has a broken percent-escape; write % as %25');

const FRAMEWORK_ERRORS: Readonly<Record<string, () => ApiError>> = {
  FST_ERR_BAD_URL: badEscape,
  FST_ERR_CTP_BODY_TOO_LARGE: () => new ApiError('content_too_large', 'The body is larger than this operation takes'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new ApiError('bad_request', 'The body is not as long as Content-Length says'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new ApiError('unsupported_media_type', 'Content-Type is not supported'),
  // The caller went away in the middle of the body: nobody reads the response, and nothing is wrong here.
  ECONNRESET: () => new ApiError('bad_request', 'The request was cut off'),
  FST_ERR_CTP_INVALID_TYPE: () => new ApiError('unsupported_media_type', 'Content-Type is not supported'),
};

/** What any error means for the caller. */
export function asApiError(error: unknown, constraints: ConstraintMeanings): ApiError {
  if (error instanceof ApiError) return error;
  const code = (error as Partial<FastifyError>).code ?? '';
  const framework = FRAMEWORK_ERRORS[code];
  if (framework !== undefined) return framework();
  return constraintError(error, constraints) ?? internalError();
}

const PARSER_ERRORS: Readonly<Record<string, () => ApiError>> = {
  HPE_HEADER_OVERFLOW: () => new ApiError('headers_too_large', `The headers are larger than ${MAX_HEADER_BYTES} bytes`),
  ERR_HTTP_REQUEST_TIMEOUT: () => new ApiError('request_timeout', 'The request was not complete in time'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: () => new ApiError('content_too_large', 'The chunk extensions are too large'),
};

/** Sockets that have been answered and are on their way out; what still comes on them is let go by. */
const answered = new WeakSet<Socket>();
/** Milliseconds for which it is: closed at once, with something unread, the connection would be reset and the response lost. */
const LINGER_MS = 2000;

/** Answers on the bare socket, where no request could be made of what was sent. */
export function respondToParserError(error: NodeJS.ErrnoException, socket: Socket, log: Logger): void {
  if (answered.has(socket)) return;
  // Nobody is listening, or something was answered already: a second response would be taken for another request's.
  const answering = (socket as { _httpMessage?: ServerResponse })._httpMessage;
  if (error.code === 'ECONNRESET' || !socket.writable || answering?.headersSent === true) {
    socket.destroy();
    return;
  }
  const known = PARSER_ERRORS[error.code ?? ''];
  const response = known?.() ?? new ApiError('bad_request', 'The request is not valid HTTP');
  const id = newId();
  log.info({ requestId: id, status: response.status, parserError: error.code }, 'request refused by the HTTP parser');
  writeRaw(socket, response, id);
  answered.add(socket);
  const gone = setTimeout(() => socket.destroy(), LINGER_MS);
  socket.once('close', () => clearTimeout(gone));
}

/** An response and the end of the connection, without a response object to write it with. */
function writeRaw(socket: Duplex, error: ApiError, id: string): void {
  const { status, headers, body } = errorResponse(error);
  const text = JSON.stringify(body);
  const own = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(
    `HTTP/1.1 ${status} ${phrase(status)}\r\n${own.join('')}` +
      'Content-Type: application/json; charset=utf-8\r\n' +
      `Content-Length: ${Buffer.byteLength(text)}\r\n` +
      `X-Request-Id: ${id}\r\n` +
      `Connection: close\r\n\r\n${text}`,
  );
}

/** CONNECT, for which Node.js has no response object either. */
export function refuseConnect(request: IncomingMessage, socket: Duplex): void {
  socket.on('error', () => {});
  const allow = 'GET, HEAD, POST, PUT, PATCH, DELETE';
  writeRaw(
    socket,
    new ApiError('method_not_allowed', 'CONNECT is not allowed here', undefined, { allow }),
    requestId(request),
  );
}

/** `Expect` with anything but 100-continue, which Node.js would refuse without a body. */
export function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  const { status, body } = errorResponse(new ApiError('expectation_failed', 'Only Expect: 100-continue is supported'));
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    'x-request-id': requestId(request),
    connection: 'close',
  });
  response.end(text);
}

export const shuttingDown = (): ApiError => unavailable('The server is shutting down; retry on another connection', 2);
