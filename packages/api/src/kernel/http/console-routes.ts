import { hash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../base/errors.ts';
import { lazy } from '../base/lazy.ts';
import { type Coding, codingFor, isCompressible } from './compression.ts';
import { matchingEtag } from './conditional-requests.ts';

// The console: files that a build has written, and one page for every route of the console.

const INDEX = 'index.html';
/** Their names have a hash of their contents. */
const HASHED = 'assets/';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
};

interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly etag: string;
  /** Compresses the file once, and better than a response that is sent once. */
  readonly coded: Readonly<Record<Coding, () => Promise<Buffer>>>;
}

type Files = ReadonlyMap<string, ConsoleFile>;

async function readConsole(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }): Promise<[string, ConsoleFile]> => {
        const file = path.join(parentPath, name);
        const bytes = await readFile(file);
        return [
          path.relative(folder, file).split(path.sep).join('/'),
          {
            type: TYPES[path.extname(name)] ?? 'application/octet-stream',
            bytes,
            etag: `"${hash('sha1', bytes, 'base64url')}"`,
            coded: {
              gzip: lazy(() => promisify(gzip)(bytes)),
              br: lazy(() => promisify(brotliCompress)(bytes)),
            },
          },
        ];
      }),
    ),
  );
}

/** No inline script, no `eval`, no other server. Styles that libraries add carry the nonce of the page. */
const contentSecurityPolicy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');

/** The page for a route. Its base is as many folders up as the route is deep, so that no prefix of a gateway needs to be known. */
function sendPage(reply: FastifyReply, { bytes, type }: ConsoleFile, route: string): FastifyReply {
  const nonce = randomBytes(16).toString('base64');
  const base = '../'.repeat(route.split('/').length - 1) || './';
  const html = bytes
    .toString('utf8')
    .replace(/<base href="[^"]*" ?\/?>/, '')
    .replace('<head>', `<head>\n    <base href="${base}">\n    <meta property="csp-nonce" nonce="${nonce}">`);
  return reply
    .headers({
      'content-security-policy': contentSecurityPolicy(nonce),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
      'referrer-policy': 'no-referrer',
    })
    .type(type)
    .send(html);
}

async function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): Promise<FastifyReply> {
  reply.headers({ etag: file.etag, 'cross-origin-resource-policy': 'same-origin' }).type(file.type);
  const known = matchingEtag(request.headers['if-none-match'], file.etag);
  if (known !== undefined) return reply.code(304).send();
  const coding = isCompressible(file.type) ? codingFor(String(request.headers['accept-encoding'] ?? '')) : undefined;
  const body = coding === undefined ? file.bytes : await file.coded[coding]();
  if (coding !== undefined) reply.header('content-encoding', coding);
  // With its length, it is not compressed again.
  return reply.header('content-length', body.length).send(body);
}

/** Serves the console in `folder` below /console/. Returns whether it is built. */
export function addConsoleRoutes(server: FastifyInstance, folder: string): boolean {
  const isBuilt = existsSync(path.join(folder, INDEX));
  const read = lazy(() => readConsole(folder));
  server.get('/console', (_request, reply) => reply.redirect('console/'));
  server.get('/console/*', async (request, reply) => {
    const { '*': name } = request.params as { '*': string };
    const files: Files = isBuilt ? await read() : new Map();
    const page = files.get(INDEX);
    if (page === undefined) {
      throw new ApiError(
        'not_found',
        'The console is not built; run "npm start", or install all archives of a release',
      );
    }
    const file = name === INDEX ? undefined : files.get(name);
    const [route = ''] = request.url.slice('/console/'.length).split('?', 1);
    if (file === undefined && name.startsWith(HASHED)) throw new ApiError('not_found', 'This file does not exist');
    if (file === undefined) return sendPage(reply, page, route);
    if (name.startsWith(HASHED)) reply.header('cache-control', 'public, max-age=31536000, immutable');
    return sendFile(request, reply, file);
  });
  return isBuilt;
}
