// The four clients with one interface. Each can retry twice, with waits of 0.1 and 0.2 s where configurable, and has 1.5 s per attempt.

export const ATTEMPT_TIMEOUT_MS = 1500;
const RETRIES = 2;
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 200;

/** @typedef {{ method: 'GET' | 'POST', body?: unknown, signal?: AbortSignal }} Request */
/** @typedef {(origin: string, key: string) => (request: Request) => Promise<unknown>} Connect */

const PATH = 'cyber-assets';

/** @returns {Promise<Record<string, Connect>>} */
export async function loadClients() {
  const { RaptorComply } = await import('../../packages/sdk/dist/esm/index.js');
  const { ky, got, OpenAI } = await loadOthers();
  return {
    'this SDK': (origin, key) => {
      const comply = new RaptorComply({
        apiKey: key,
        baseUrl: origin,
        maxRetries: RETRIES,
        initialDelayMs: FIRST_WAIT_MS,
        maxDelayMs: LONGEST_WAIT_MS,
        attemptTimeoutMs: ATTEMPT_TIMEOUT_MS,
        maxResponseBytes: 2 ** 20,
        logger: false,
      });
      return ({ method, body, signal }) => comply.request({ method, path: `/${PATH}`, body }, { signal });
    },
    ky: (origin, key) => {
      const client = ky.create({
        prefixUrl: origin,
        headers: { 'X-API-Key': key },
        timeout: ATTEMPT_TIMEOUT_MS,
        retry: { limit: RETRIES, delay: (attempt) => FIRST_WAIT_MS * 2 ** (attempt - 1) },
      });
      return ({ method, body, signal }) => client(PATH, { method, json: body, signal }).json();
    },
    got: (origin, key) => {
      const client = got.extend({
        prefixUrl: origin,
        headers: { 'X-API-Key': key },
        timeout: { request: ATTEMPT_TIMEOUT_MS },
        retry: { limit: RETRIES, backoffLimit: LONGEST_WAIT_MS },
      });
      return ({ method, body, signal }) => client(PATH, { method, json: body, signal }).json();
    },
    openai: (origin, key) => {
      const client = new OpenAI({
        apiKey: 'unused',
        baseURL: origin,
        defaultHeaders: { 'X-API-Key': key, Authorization: null },
        timeout: ATTEMPT_TIMEOUT_MS,
        maxRetries: RETRIES,
      });
      return ({ method, body, signal }) =>
        client.request({ method: method.toLowerCase(), path: `/${PATH}`, body, signal });
    },
  };
}

async function loadOthers() {
  // Imported at run time: they are not part of the product and usually not installed.
  const load = (name) => import(name);
  try {
    const [{ default: ky }, { default: got }, { default: OpenAI }] = await Promise.all(
      ['ky', 'got', 'openai'].map(load),
    );
    return { ky, got, OpenAI };
  } catch (error) {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error('The other clients are not installed; run npm install --prefix bench/sdk', { cause: error });
  }
}
