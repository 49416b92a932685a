/** The server without sample data, until a signal ends it. */
export async function serve(): Promise<void> {
  const { readConfig } = await import('@raptor-comply/api/config');
  const config = readConfig();
  const main = await import('@raptor-comply/api/main');
  await main.serve(config, async ({ url }) => {
    process.stdout.write(`Raptor Comply answers at ${url}\n`);
  });
}

/** What `npm start` runs: the server, and a sample organization with a key to try it with. */
export async function serveSample(): Promise<void> {
  const { readConfig } = await import('@raptor-comply/api/config');
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
