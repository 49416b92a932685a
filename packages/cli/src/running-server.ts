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

/**
 * Asks the running server, with the key in RAPTOR_COMPLY_API_KEY. Which organization that key belongs to the API does
 * not tell, so the person is told that it decides, whatever --org says.
 */
export async function throughServer(
  { url, pid, dataDir }: RunningEmbedded,
  org: string,
  { method, path, body }: ApiRequest,
): Promise<unknown> {
  const { RAPTOR_COMPLY_API_KEY: key } = process.env;
  if (key === undefined || key === '') {
    throw new Failure(
      `The server at ${url} (process ${pid}) has ${dataDir} open; set RAPTOR_COMPLY_API_KEY to a key of the organization ` +
        `${org} that has api-keys:admin, to go through that server, or stop it first.`,
    );
  }
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(url + path, {
      method,
      headers: { 'x-api-key': key, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    answer = await response.json();
  } catch {
    throw new Failure(`The server at ${url} (process ${pid}) has ${dataDir} open and does not answer; try again.`);
  }
  if (!response.ok) {
    throw new Failure(
      `The server at ${url} refused the key in RAPTOR_COMPLY_API_KEY or the request: ${messageOf(answer)}.`,
    );
  }
  process.stderr.write(
    `Done through the running server at ${url}, in the organization of the key in RAPTOR_COMPLY_API_KEY; ` +
      `that it is ${org} could not be checked.\n`,
  );
  return answer;
}
