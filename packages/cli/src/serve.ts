import { readConfig } from '@raptor-comply/api/config';
import { exitCode, explain } from './failure.ts';

/** Runs the server, without sample data, until a signal stops it. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const main = await import('@raptor-comply/api/main');
  await main.serve(config, async ({ url }) => {
    process.stdout.write(`Raptor Comply is listening at ${url}\n`);
  });
}

/** Runs the server for `npm start`, with a sample organization and a key for it. */
async function serveSample(): Promise<void> {
  const config = readConfig();
  const main = await import('@raptor-comply/api/main');
  await main.serve(config, async ({ url, database }) => {
    const { prepareSample } = await import('@raptor-comply/api/sample/sample');
    const key = await prepareSample(database, config.dataDir);
    process.stdout.write(`
  Raptor Comply is ready.

  Address   ${url}
  API key   ${key}
  Docs      ${url}/docs

  Try it:
  curl -H 'X-API-Key: ${key}' ${url}/facilities

  Ctrl-C stops it; the data stays.

`);
  });
}

/** The last step of `npm start`. It prints a failure as one sentence. */
export async function start(): Promise<void> {
  try {
    await serveSample();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = exitCode(error);
  }
}
