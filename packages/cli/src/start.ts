import { exitCode, explain } from './failure.ts';
import { serveSample } from './serve.ts';

/** The last step of `npm start`: runs until it is stopped; a failure is one sentence. */
export async function start(): Promise<void> {
  try {
    await serveSample();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exitCode = exitCode(error);
  }
}
