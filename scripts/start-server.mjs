import { prepare } from './prepare.mjs';
import { stopWithParent } from './run.mjs';

/** Installs, builds, and runs the server in this process, so that signals reach it. */
export async function startServer() {
  const endWatch = stopWithParent();
  if (!(await prepare({ withConsole: true }))) return;
  // The server has a watch of its own.
  endWatch();
  const { start } = await import('../packages/cli/dist/serve.js');
  await start();
}
