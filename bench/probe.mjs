// Preloaded into the server of a soak. On request, reports its memory and handles after a garbage collection.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('message', (message) => {
  if (message !== 'sample') return;
  collect();
  collect();
  const held = {};
  for (const name of process.getActiveResourcesInfo()) held[name] = (held[name] ?? 0) + 1;
  const { heapUsed, external } = process.memoryUsage();
  process.send?.({ heapMb: heapUsed / 2 ** 20, externalMb: external / 2 ** 20, held });
});
// Listening must not keep the process alive.
process.channel?.unref();
