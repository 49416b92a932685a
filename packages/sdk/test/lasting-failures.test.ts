import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Client, type ClientOptions, fetchWithRetry } from '../src/index.ts';
import { failureOf, KEY } from './setup.ts';

const get = { method: 'GET', path: '/facilities' } as const;
const servers: Server[] = [];
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'raptor-comply-tls-'));
  openssl('req', '-x509', ...newKey('ca'), '-days', '2', '-subj', '/CN=Test CA');
});
afterAll(() => {
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true });
});

function openssl(...parameters: string[]): void {
  execFileSync('openssl', parameters, { cwd: folder, stdio: 'pipe' });
}

const newKey = (name: string) =>
  `-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ${name}.key -out ${name}.pem`.split(' ');

/** A certificate of the test's authority, or one that signed itself. */
function certificate(name: string, { host = 'localhost', days = 2, selfSigned = false } = {}) {
  const subject = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`];
  if (selfSigned) openssl('req', '-x509', ...newKey(name), '-days', '2', ...subject);
  else {
    openssl('req', ...newKey(name), ...subject);
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-copy_extensions', 'copy'];
    openssl('x509', '-req', '-in', `${name}.pem`, '-out', `${name}.pem`, '-days', String(days), ...signed);
  }
  return { key: readFileSync(join(folder, `${name}.key`)), cert: readFileSync(join(folder, `${name}.pem`)) };
}

async function portOf(server: Server): Promise<number> {
  servers.push(server.listen(0));
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** The platform's fetch, with trust in the test's authority. */
async function trustingFetch(): Promise<typeof fetch> {
  await fetch('data:,');
  const platform: object = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  const Agent = platform.constructor as new (options: object) => object;
  const dispatcher = new Agent({ connect: { ca: readFileSync(join(folder, 'ca.pem')) } });
  return (input, init) => fetch(input, { ...init, dispatcher } as RequestInit);
}

/** Makes the call fail, which must happen at the first attempt. */
async function failAtOnce(baseUrl: string, options: ClientOptions = {}): Promise<unknown> {
  const error = await failureOf(new Client({ apiKey: KEY, baseUrl, logger: false, ...options }).request(get));
  expect(error).toMatchObject({
    name: 'ConnectionError',
    attempts: 1,
    notRetried: 'every attempt would fail in this way',
  });
  return error;
}

const respond = (_: unknown, response: { end(text: string): void }) => response.end('{}');

test('a certificate that is trusted, valid and for the host is accepted', async () => {
  const port = await portOf(createHttpsServer(certificate('good'), respond));
  const client = new Client({ apiKey: KEY, baseUrl: `https://localhost:${port}`, fetch: await trustingFetch() });
  expect(await client.request(get)).toEqual({});
});

test('a certificate that signed itself, or that an unknown authority signed, fails at once', async () => {
  const own = await portOf(createHttpsServer(certificate('self', { selfSigned: true }), respond));
  expect(await failAtOnce(`https://localhost:${own}`)).toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  const unknown = await portOf(createHttpsServer(certificate('unknown'), respond));
  const error = await failAtOnce(`https://localhost:${unknown}`);
  expect(error).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
  const helper = fetchWithRetry(`https://localhost:${unknown}/`, { method: 'POST', logger: false });
  expect(await failureOf(helper)).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', attempts: 1 });
});

test('a certificate that expired, or is for another host, fails at once', async () => {
  const options = { fetch: await trustingFetch() };
  const expired = await portOf(createHttpsServer(certificate('expired', { days: -1 }), respond));
  expect(await failAtOnce(`https://localhost:${expired}`, options)).toMatchObject({ code: 'CERT_HAS_EXPIRED' });
  const other = await portOf(createHttpsServer(certificate('other', { host: 'other.example' }), respond));
  expect(await failAtOnce(`https://localhost:${other}`, options)).toMatchObject({
    code: 'ERR_TLS_CERT_ALTNAME_INVALID',
  });
});

test('https: to a port that speaks HTTP, another protocol, or only old TLS fails at once', async () => {
  const http = await portOf(createHttpServer(respond));
  expect(await failAtOnce(`https://localhost:${http}`)).toMatchObject({ code: expect.stringMatching(/^ERR_SSL_/) });
  const ssh = createServer((socket) => socket.on('error', () => {}).write('SSH-2.0-OpenSSH_9.2\r\n'));
  expect(await failAtOnce(`https://localhost:${await portOf(ssh)}`)).toMatchObject({
    code: expect.stringMatching(/^ERR_SSL_/),
  });
  const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const port = await portOf(createHttpsServer({ ...certificate('old'), ...old }, respond));
  expect(await failAtOnce(`https://localhost:${port}`)).toMatchObject({ code: expect.stringMatching(/^ERR_SSL_/) });
});

test('response headers that are too large fail at once', async () => {
  const server = createHttpServer((_, response) => response.setHeader('X-Large', 'x'.repeat(20_000)).end('{}'));
  const port = await portOf(server);
  expect(await failAtOnce(`http://localhost:${port}`)).toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' });
});

/** A client of a network that fails each time with this code. */
async function attemptsAfter(code: string): Promise<number> {
  let attempts = 0;
  const fetch = async () => {
    attempts += 1;
    throw new TypeError('fetch failed', { cause: Object.assign(new Error('failed'), { code }) });
  };
  const options = {
    apiKey: KEY,
    baseUrl: 'https://api.example',
    fetch,
    initialDelayMs: 1,
    maxRetries: 1,
    logger: false,
  };
  expect(await failureOf(new Client({ ...options, logger: false }).request(get))).toMatchObject({ code });
  return attempts;
}

// Every certificate error of Node.js's TLS documentation.
const certificateErrors =
  `UNABLE_TO_GET_ISSUER_CERT UNABLE_TO_GET_CRL UNABLE_TO_DECRYPT_CERT_SIGNATURE UNABLE_TO_DECRYPT_CRL_SIGNATURE
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY CERT_SIGNATURE_FAILURE CRL_SIGNATURE_FAILURE CERT_NOT_YET_VALID CERT_HAS_EXPIRED CRL_NOT_YET_VALID
  CRL_HAS_EXPIRED ERROR_IN_CERT_NOT_BEFORE_FIELD ERROR_IN_CERT_NOT_AFTER_FIELD ERROR_IN_CRL_LAST_UPDATE_FIELD
  ERROR_IN_CRL_NEXT_UPDATE_FIELD DEPTH_ZERO_SELF_SIGNED_CERT SELF_SIGNED_CERT_IN_CHAIN UNABLE_TO_GET_ISSUER_CERT_LOCALLY
  UNABLE_TO_VERIFY_LEAF_SIGNATURE CERT_CHAIN_TOO_LONG CERT_REVOKED INVALID_CA PATH_LENGTH_EXCEEDED INVALID_PURPOSE CERT_UNTRUSTED
  CERT_REJECTED HOSTNAME_MISMATCH ERR_TLS_CERT_ALTNAME_INVALID`.split(/\s+/);

test('every certificate and protocol error fails at once; a broken connection, also within TLS, is retried', async () => {
  const lasting = [
    ...certificateErrors,
    'EPROTO',
    'ERR_SSL_PACKET_LENGTH_TOO_LONG',
    'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED',
    'ERR_SSL_TLSV1_ALERT_UNKNOWN_CA',
  ];
  for (const code of lasting) expect([code, await attemptsAfter(code)]).toEqual([code, 1]);
  const passing = [
    'ECONNRESET',
    'ECONNREFUSED',
    'EPIPE',
    'ETIMEDOUT',
    'ENOTFOUND',
    'UND_ERR_SOCKET',
    'UND_ERR_CONNECT_TIMEOUT',
    'HPE_INVALID_CONSTANT',
    'ERR_TLS_HANDSHAKE_TIMEOUT',
    'ERR_SSL_UNEXPECTED_EOF_WHILE_READING',
    'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
    'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
  ];
  for (const code of passing) expect([code, await attemptsAfter(code)]).toEqual([code, 2]);
});
