// The fault server of the SDK's tests, and the faults of the comparison.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import ts from 'typescript';

/** Node.js 20 does not run TypeScript, so the test's server is compiled first. */
async function loadFaultServer() {
  const source = readFileSync(new URL('../../packages/sdk/test/fault-server.ts', import.meta.url), 'utf8');
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: 'ESNext', target: 'ES2022' } });
  const file = new URL(`./fault-server.${process.pid}.mjs`, import.meta.url);
  writeFileSync(file, outputText);
  try {
    return await import(file.href);
  } finally {
    rmSync(file);
  }
}

const server = await loadFaultServer();
export const { startFaultServer } = server;
const {
  respond,
  closeOnReuse,
  commitThen,
  corruptGzip,
  cutBody,
  dribble,
  html,
  json,
  redirect,
  reset,
  stall,
  stallInBody,
} = server;

const done = json(200, { id: '1' });
const date = (fromNowMs) => new Date(Date.now() + fromNowMs).toUTCString();

/** An endless body, slow enough for the machine until the client stops. */
const endless = ({ socket }) => {
  socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n');
  const piece = `8000\r\n${' '.repeat(0x8000)}\r\n`;
  const timer = setInterval(() => socket.write(piece), 5);
  socket.on('close', () => clearInterval(timer));
};

/**
 * `faults` occur in order; the last one repeats. `notBeforeMs` is the wait that the server asks for. `elsewhere` is the origin of another
 * server, which must not receive the key.
 * @type {{ name: string, method?: 'GET' | 'POST', faults: (elsewhere: string) => unknown[], notBeforeMs?: number, callFirst?: boolean, abortAfterMs?: number }[]}
 */
export const faults = [
  { name: 'connection reset before headers, GET', faults: () => [reset.beforeHeaders, done] },
  {
    name: 'connection reset before headers, POST that was committed',
    method: 'POST',
    faults: () => [commitThen(reset.beforeHeaders), commitThen(done)],
  },
  { name: '502 with an HTML page', faults: () => [html(502)] },
  {
    name: '429 with `Retry-After: 1`',
    faults: () => [json(429, { error: 'Too Many Requests' }, { 'Retry-After': '1' }), done],
    notBeforeMs: 1000,
  },
  {
    name: '429 with `Retry-After`: a date, 3 s ahead by a clock that is an hour slow',
    faults: () => [
      (exchange) => json(429, {}, { Date: date(-3_600_000), 'Retry-After': date(-3_600_000 + 3000) })(exchange),
      done,
    ],
    notBeforeMs: 3000,
  },
  {
    name: '429 with `Retry-After: 3600`',
    faults: () => [json(429, {}, { 'Retry-After': '3600' }), done],
    notBeforeMs: 3_600_000,
  },
  { name: '429 with `Retry-After: soon`', faults: () => [json(429, {}, { 'Retry-After': 'soon' }), done] },
  { name: 'no response at all', faults: () => [stall] },
  { name: 'body stalls', faults: () => [stallInBody(200)] },
  { name: 'body dribbles on, byte by byte', faults: () => [dribble(200, 20)] },
  { name: 'body without an end', faults: () => [endless] },
  { name: 'body shorter than its Content-Length', faults: () => [cutBody(200, '{"id":"1"'), done] },
  {
    name: '200 with JSON that is cut off',
    faults: () => [respond(200, '{"id":', { 'Content-Type': 'application/json' })],
  },
  { name: '200 with an HTML page', faults: () => [html(200)] },
  { name: '200 with `null`', faults: () => [json(200, null)] },
  { name: '200 with corrupt gzip', faults: () => [corruptGzip(200)] },
  { name: 'redirect to another origin', faults: (elsewhere) => [redirect(302, `${elsewhere}/cyber-assets`)] },
  {
    name: 'idle connection closed as it is used again, GET',
    faults: () => [closeOnReuse(200, { id: '1' }), done],
    callFirst: true,
  },
  {
    name: '500 on a POST that was committed',
    method: 'POST',
    faults: () => [commitThen(json(500, { error: 'Internal Server Error' })), commitThen(done)],
  },
  { name: '409 on a POST', method: 'POST', faults: () => [json(409, { error: 'Conflict', message: 'taken' })] },
  { name: '408 on a GET', faults: () => [json(408, { error: 'Request Timeout' })] },
  { name: '401 with the body `null`', faults: () => [json(401, null)] },
  {
    name: 'aborted by the caller after 0.3 s of a 2 s wait',
    faults: () => [json(503, {}, { 'Retry-After': '2' }), done],
    abortAfterMs: 300,
  },
];
