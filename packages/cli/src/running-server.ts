import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import type { RunningEmbedded } from './database.ts';
import { Failure } from './failure.ts';

interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
}

const TIMEOUT_MS = 30_000;

/** The server's own words about a refusal: every error has the same two fields. */
function messageOf(body: unknown): string {
  if (typeof body === 'object' && body !== null && 'message' in body) return String(body.message);
  return 'it gave no reason';
}

/** The running server's answer to a request with the key in RAPTOR_COMPLY_API_KEY; throws a Failure for any refusal. */
async function ask(
  { url, pid, dataDir }: RunningEmbedded,
  org: string,
  path: string,
  options: RequestInit,
): Promise<Response> {
  const { RAPTOR_COMPLY_API_KEY: key } = process.env;
  if (key === undefined || key === '') {
    throw new Failure(
      `The server at ${url} (process ${pid}) has ${dataDir} open; set RAPTOR_COMPLY_API_KEY to a key of the organization ` +
        `${org} that is permitted to, to go through that server, or stop it first.`,
    );
  }
  let response: Response;
  try {
    response = await fetch(url + path, {
      ...options,
      headers: { ...options.headers, 'x-api-key': key },
      redirect: 'error',
    });
  } catch {
    throw new Failure(`The server at ${url} (process ${pid}) has ${dataDir} open and does not answer; try again.`);
  }
  if (response.ok) {
    process.stderr.write(
      `Done through the running server at ${url}, in the organization of the key in RAPTOR_COMPLY_API_KEY; ` +
        `that it is ${org} could not be checked.\n`,
    );
    return response;
  }
  throw new Failure(
    `The server at ${url} refused the key in RAPTOR_COMPLY_API_KEY or the request: ${messageOf(await bodyOf(response))}.`,
  );
}

const bodyOf = (response: Response): Promise<unknown> => response.json().catch(() => undefined);

/**
 * Asks the running server, with the key in RAPTOR_COMPLY_API_KEY. Which organization that key belongs to the API does
 * not tell, so the person is told that it decides, whatever --org says.
 */
export async function throughServer(
  server: RunningEmbedded,
  org: string,
  { method, path, body }: ApiRequest,
): Promise<unknown> {
  const response = await ask(server, org, path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const answer = await bodyOf(response);
  if (answer === undefined)
    throw new Failure(`The server at ${server.url} gave an answer that cannot be read; try again.`);
  return answer;
}

/** A log of the running server's, line by line, however long it is. */
export async function linesThroughServer(server: RunningEmbedded, org: string, path: string): Promise<Readable> {
  const { body } = await ask(server, org, path, { headers: { accept: 'application/x-ndjson' } });
  return body === null ? Readable.from([]) : Readable.fromWeb(body as ReadableStream);
}
