import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');

/** Collects what nobody needs any more, so that what is measured is in use. */
export const collectGarbage = runInNewContext('gc') as () => void;
