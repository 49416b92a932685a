import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { formatNote, formatVerifierKey, parseAddCheckpoint, parseNote } from '@raptor-comply/tlog';
import { Failure, UsageError } from './failure.ts';
import { print, printError } from './output.ts';
import { openWitness, type Witness } from './witness-folder.ts';

const MAX_BODY = 65_536;
const REQUEST_TIMEOUT_MS = 15_000;

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function respond(response: ServerResponse, status: number, text: string, type = 'text/plain; charset=utf-8'): void {
  response.writeHead(status, { 'content-type': type }).end(text);
}

async function handle(witness: Witness, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.url !== '/add-checkpoint') return respond(response, 404, 'The only path is /add-checkpoint\n');
  if (request.method !== 'POST') return respond(response, 405, 'The only method is POST\n');
  const body = await bodyOf(request);
  if (body === undefined) {
    response.setHeader('connection', 'close');
    return respond(response, 413, 'The request is too large\n');
  }
  const { status, text, type } = await witness.add(body);
  respond(response, status, text, type);
}

/** Listens for the checkpoints of other sites until a signal stops it. */
async function listen(witness: Witness, address: string): Promise<void> {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(address) ?? [];
  if (port === undefined) throw new UsageError('--listen must be an address and a port, such as 127.0.0.1:8090.');
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    handle(witness, request, response).catch((error: unknown) => {
      printError(`A request failed: ${error instanceof Error ? error.message : String(error)}`);
      if (!response.headersSent) respond(response, 500, 'The witness failed; its log says why\n');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(Number(port), host.replace(/^\[|\]$/g, ''), resolve);
  });
  const { port: actual } = server.address() as AddressInfo;
  print(`Witness ${formatVerifierKey(witness.key)}`, `listening at http://${host}:${actual}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => server.close());
  await new Promise((resolve) => server.once('close', resolve));
}

/** What an installation responds. Throws Failure. */
async function ask(url: string, key: string, resource: string, init: RequestInit = {}): Promise<string> {
  let response: Response;
  try {
    const headers = { 'x-api-key': key, 'content-type': 'application/json' };
    response = await fetch(`${url.replace(/\/+$/, '')}${resource}`, { ...init, headers, redirect: 'error' });
  } catch (cause) {
    throw Object.assign(new Failure(`The installation at ${url} does not respond.`), { cause });
  }
  const text = await response.text();
  if (response.ok) return text;
  throw new Failure(`The installation at ${url} responded with ${response.status}: ${text.slice(0, 300)}.`);
}

/** Fetches the checkpoint of a log and the proof that it follows the last one, and sends the cosignature back. */
async function pull(witness: Witness, url: string, key: string): Promise<void> {
  const line = (await ask(url, key, '/activity/key')).trim();
  const log = await witness.trust(line);
  const { size } = await witness.lastOf(log.name);
  const request = await ask(url, key, `/activity/consistency?from=${size}`).catch((error: unknown) => {
    if (!(error instanceof Failure && error.message.includes('responded with 422'))) throw error;
    throw new Failure(
      `The log ${log.name} is shorter than the ${size} entries that this witness has signed: entries were removed, or an old backup was restored.`,
    );
  });
  const { status, text } = await witness.add(request);
  if (status !== 200) throw new Failure(`The checkpoint of ${log.name} was not signed: ${text.trim()}.`);
  const { note } = parseAddCheckpoint(request);
  const { signatures } = parseNote(`${note.text}\n${text}`);
  const checkpoint = formatNote({ text: note.text, signatures: [...note.signatures, ...signatures] });
  const accepted = await ask(url, key, '/activity/cosignatures', {
    method: 'POST',
    body: JSON.stringify({ checkpoint }),
  });
  const { witnesses } = JSON.parse(accepted) as { witnesses: string[] };
  if (!witnesses.includes(witness.key.name)) {
    throw new Failure(
      `The installation at ${url} does not know this witness: add ${formatVerifierKey(witness.key)} to its WITNESS_URLS. The checkpoint is kept here.`,
    );
  }
  print(`Signed ${note.text.split('\n')[1]} entries of ${log.name}.`);
}

export interface WitnessOptions {
  readonly dir: string;
  readonly name?: string;
  readonly listen?: string;
  readonly pull?: string;
  readonly key?: string;
}

/** Runs a witness for other sites (c2sp.org/tlog-witness), or fetches and signs the checkpoint of one log. */
export async function runWitness({ dir, name, listen: address, pull: url, key }: WitnessOptions): Promise<void> {
  if ((address === undefined) === (url === undefined))
    throw new UsageError('The witness needs either --listen or --pull.');
  const apiKey = key ?? process.env.RAPTOR_COMPLY_API_KEY ?? '';
  if (url !== undefined && apiKey === '') throw new UsageError('--pull needs --key, or RAPTOR_COMPLY_API_KEY.');
  const witness = await openWitness(dir, name);
  if (address !== undefined) return listen(witness, address);
  if (url !== undefined) await pull(witness, url, apiKey);
}
