import { type FlateError, type Unzipped, unzipSync } from 'fflate/browser';

export { strFromU8 } from 'fflate/browser';

/** `unzip` of fflate without its worker, which starts from a script in memory: the page's policy refuses that. */
export function unzip(archive: Uint8Array, done: (error: FlateError | null, files: Unzipped) => void): void {
  let files: Unzipped;
  try {
    files = unzipSync(archive);
  } catch (error) {
    done(error as FlateError, {});
    return;
  }
  done(null, files);
}
