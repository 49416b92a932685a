import { prepare } from './prepare.mjs';
import { stopWithParent } from './run.mjs';

/** Installs, builds, and runs the server in this process, so that signals reach it. */
export async function startServer() {
  stopWithParent();
  if (!(await prepare())) return;
  const { start } = await import('../packages/cli/dist/serve.js');
  await start();
}
