import { ConfigError } from './errors.ts';

const etags = new WeakMap<object, string>();

export function rememberEtag(record: object, etag: string | null): void {
  if (etag !== null) etags.set(record, etag);
}

/**
 * Returns the ETag of a record as a method returned it, for `ifMatch`. Throws ConfigError for a copy of one or an item of a list: without
 * its ETag, a write would have no condition.
 */
export function etagOf(record: object): string {
  const etag = etags.get(record);
  if (etag === undefined)
    throw new ConfigError('This object has no ETag: pass a record as get, create, or update returned it');
  return etag;
}
