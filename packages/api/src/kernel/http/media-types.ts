import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { Busboy } from '@fastify/busboy';
import { ApiError } from '../base/errors.ts';
import type { Operation } from '../slice/contract.ts';
import { BODY_TOO_LARGE } from './transport-errors.ts';

const JSON_LIMIT_BYTES = 256 * 1024;
export const IMPORT_LIMIT_BYTES = 50 * 1024 * 1024;

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The most bytes that the body of an operation may have. */
export const bodyLimit = ({ body }: Operation): number =>
  body?.kind === 'file' ? IMPORT_LIMIT_BYTES : JSON_LIMIT_BYTES;

const mediaType = (contentType: string): string => contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';

const hasBody = (headers: IncomingHttpHeaders): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

/** The types of body that an operation accepts. */
export function acceptedTypes(operation: Operation): readonly string[] {
  if (operation.body?.kind === 'file') return ['multipart/form-data', 'text/csv', XLSX_TYPE];
  return operation.method === 'PATCH' ? ['application/json', 'application/merge-patch+json'] : ['application/json'];
}

/** Throws ApiError 415 or 413 before the body is read, by its headers. A request without a body may have any type. */
export function checkBodyHeaders(operation: Operation, headers: IncomingHttpHeaders): void {
  if (operation.method === 'GET') return;
  if (!hasBody(headers)) {
    // Fastify would check the type although there is no body. An empty file is still a file.
    if (operation.body?.kind !== 'file') delete headers['content-type'];
    return;
  }
  const unsupported = (message: string) => new ApiError('unsupported_media_type', message);
  const { 'content-type': contentType = '', 'content-encoding': encoding = 'identity' } = headers;
  if (encoding.toLowerCase() !== 'identity') {
    throw unsupported('Content-Encoding is not supported; send the body without it');
  }
  const types = acceptedTypes(operation);
  if (!types.includes(mediaType(contentType))) throw unsupported(`Content-Type must be ${types.join(' or ')}`);
  const charset = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  if (charset !== undefined && !/^utf-?8$/i.test(charset)) throw unsupported('The charset of the body must be utf-8');
  if (Number(headers['content-length'] ?? 0) > bodyLimit(operation)) throw new ApiError(...BODY_TOO_LARGE);
}

/** Skips a byte order mark. */
const utf8 = new TextDecoder();

/** Parses a JSON body; a missing or empty one is an empty object. Throws ApiError 400. */
export function readJson(body: Buffer | undefined): unknown {
  if (body === undefined || body.length === 0) return {};
  if (!isUtf8(body)) throw new ApiError('bad_request', 'The body is not valid UTF-8');
  try {
    return JSON.parse(utf8.decode(body));
  } catch {
    throw new ApiError('bad_request', 'The body is not valid JSON');
  }
}

/** Returns the file: the body itself, or the part `file` of a form. Throws ApiError 400 or 422. */
export async function readFile(body: Buffer | undefined, headers: IncomingHttpHeaders): Promise<Buffer> {
  const missing = () =>
    new ApiError('unprocessable', 'Send the file as the part "file" of a form, or as the body', 'file');
  if (body === undefined) throw missing();
  const contentType = headers['content-type'];
  if (contentType === undefined || mediaType(contentType) !== 'multipart/form-data') return body;
  const malformed = new ApiError('bad_request', 'The form is not valid multipart/form-data');
  return new Promise((resolve, reject) => {
    let file: Buffer | undefined;
    try {
      const limits = { files: 1, fields: 20, parts: 30 };
      const form = new Busboy({ headers: { 'content-type': contentType }, limits });
      form.on('file', (name, stream) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', () => reject(malformed));
        stream.on('end', () => {
          if (name === 'file') file = Buffer.concat(chunks);
        });
      });
      form.on('error', () => reject(malformed));
      form.on('finish', () => (file === undefined ? reject(missing()) : resolve(file)));
      form.end(body);
    } catch {
      reject(malformed);
    }
  });
}
