import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

const collect = runInNewContext('gc') as () => void;

/**
 * Collects what nobody needs any more, so that what is measured is in use. Twice, as what the first round finds out of use gives
 * back its memory outside of the heap in the second.
 */
export function collectGarbage(): void {
  collect();
  collect();
}
