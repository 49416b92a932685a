import { readConfig } from '@raptor-comply/api/config';
import { exitCode, explain } from './failure.ts';
import { print, printError } from './output.ts';

/** Runs the server, without sample data, until a signal stops it. */
export async function serve(): Promise<void> {
  const config = readConfig();
  const main = await import('@raptor-comply/api/main');
  await main.serve(config, async ({ url }) => {
    print(`Raptor Comply is listening at ${url}`);
  });
}

/** Runs the server for `npm start`, with a sample organization and a key for it. */
async function serveSample(): Promise<void> {
  const config = readConfig();
  const main = await import('@raptor-comply/api/main');
  await main.serve(config, async ({ url, database }) => {
    const { prepareSample } = await import('@raptor-comply/api/sample/sample');
    const { signInLink } = await import('@raptor-comply/api/operator/sign-in-links');
    const { key, token } = await prepareSample(database, config.dataDir);
    print(
      '',
      '  Raptor Comply is ready.',
      '',
      `  Console   ${signInLink(config.publicUrl?.href ?? url, token)}`,
      '            This link signs in once, within 15 minutes; "npm start" prints a new one.',
      `  Address   ${url}`,
      `  API key   ${key}`,
      `  Docs      ${url}/docs`,
      '',
      '  Try it:',
      `  curl -H 'X-API-Key: ${key}' ${url}/facilities`,
      '',
      '  Ctrl-C stops it; the data stays.',
      '',
    );
  });
}

/** The last step of `npm start`. It prints a failure as one sentence. */
export async function start(): Promise<void> {
  try {
    await serveSample();
  } catch (error) {
    printError(explain(error));
    process.exitCode = exitCode(error);
  }
}
