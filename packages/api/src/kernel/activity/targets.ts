import { hash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { AwsClient } from 'aws4fetch';
import { createFile, hasCode } from './durable-files.ts';

/** Where checkpoints are published: a directory, or a bucket with object lock, that this installation cannot change later. */

export interface Target {
  readonly name: string;
  /** The last checkpoint of a log, in any epoch; undefined if there is none. */
  latest(log: PublishedLog): Promise<string | undefined>;
  /** Writes a checkpoint, unless there is one of its size. */
  publish(origin: string, size: number, note: string): Promise<void>;
}

export interface PublishedLog {
  readonly installation: string;
  readonly organizationId: string;
}

export interface S3Settings {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  /** Ends requests. */
  readonly signal: AbortSignal;
}

const SIZE_DIGITS = 16;
/** `raptor-comply/<installation>/<organization>/`, which has a folder for each epoch. */
const folderOf = ({ installation, organizationId }: PublishedLog): string =>
  `raptor-comply/${installation}/${organizationId}/`;
const nameOf = (origin: string, size: number): string =>
  `${origin}/${String(size).padStart(SIZE_DIGITS, '0')}.checkpoint`;

/** The last of the names `<epoch>/<size>.checkpoint`. */
function lastOf(names: readonly string[]): string | undefined {
  const found = names.flatMap((name) => {
    const [, epoch, size] = /^(\d+)\/(\d{16})\.checkpoint$/.exec(name) ?? [];
    return size === undefined ? [] : [{ name, epoch: Number(epoch), size: Number(size) }];
  });
  return found.sort((a, b) => b.epoch - a.epoch || b.size - a.size)[0]?.name;
}

export const directoryTarget = (directory: string): Target => ({
  name: directory,
  async latest(log) {
    const folder = path.join(directory, folderOf(log));
    let names: string[];
    try {
      names = await readdir(folder, { recursive: true });
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      // A disk that is not mounted is not an empty one.
      await readdir(directory);
      return undefined;
    }
    const last = lastOf(names.map((name) => name.replaceAll(path.sep, '/')));
    return last === undefined ? undefined : readFile(path.join(folder, last), 'utf8');
  },
  async publish(origin, size, note) {
    await readdir(directory);
    await createFile(path.join(directory, nameOf(origin, size)), note, 0o644);
  },
});

const TIMEOUT_MS = 10_000;

/** The target `s3://bucket/prefix`. */
export function s3Target(
  url: string,
  { endpoint, signal: stopping, sessionToken, ...credentials }: S3Settings,
): Target {
  const { host: bucket, pathname } = new URL(url);
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  const client = new AwsClient({
    ...credentials,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    service: 's3',
    retries: 0,
  });
  const keyOf = (name: string) => (prefix === '' ? name : `${prefix}/${name}`);
  /** The last key of each log, so that its many checkpoints are listed only once. */
  const lastKeys = new Map<string, string>();

  async function request(method: 'GET' | 'PUT', resource: string, options: RequestInit = {}): Promise<string> {
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]);
    const response = await client.fetch(`${endpoint}/${bucket}${resource}`, { method, signal, ...options });
    const text = await response.text();
    if (response.ok) return text;
    const [, code = ''] = /<Code>(\w+)<\/Code>/.exec(text) ?? [];
    throw new Error(`${method} in the bucket ${bucket} was answered with ${response.status} ${code}`.trimEnd());
  }
  const objectPath = (key: string) => `/${key.split('/').map(encodeURIComponent).join('/')}`;

  /** All keys below a folder that follow a key. */
  async function list(folder: string, after: string): Promise<string[]> {
    const keys: string[] = [];
    for (let start = after, isTruncated = true; isTruncated; start = keys.at(-1) ?? start) {
      const query = new URLSearchParams({ 'list-type': '2', prefix: folder, 'start-after': start });
      const text = await request('GET', `?${query}`);
      // All characters of our names are the same in XML; those of the prefix need not be.
      const names = [...text.matchAll(/(\d+\/\d{16}\.checkpoint)<\/Key>/g)].map(([, name = '']) => `${folder}${name}`);
      isTruncated = names.length > 0 && text.includes('<IsTruncated>true</IsTruncated>');
      keys.push(...names);
    }
    return keys;
  }

  return {
    name: url,
    async latest(log) {
      const folder = keyOf(folderOf(log));
      const known = lastKeys.get(folder);
      const keys = await list(folder, known ?? folder);
      const last = lastOf([...keys, ...(known === undefined ? [] : [known])].map((key) => key.slice(folder.length)));
      if (last === undefined) return undefined;
      lastKeys.set(folder, `${folder}${last}`);
      return request('GET', objectPath(`${folder}${last}`));
    },
    async publish(origin, size, note) {
      const key = keyOf(nameOf(origin, size));
      if ([...lastKeys.values()].includes(key)) return;
      // A bucket with object lock requires the checksum.
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'x-amz-sdk-checksum-algorithm': 'SHA256',
        'x-amz-checksum-sha256': hash('sha256', note, 'base64'),
      };
      await request('PUT', objectPath(key), { body: note, headers });
    },
  };
}

/** Opens the targets that are directories or `s3://bucket/prefix`. */
export const openTargets = (targets: readonly string[], s3: S3Settings): Target[] =>
  targets.map((target) => (target.startsWith('s3://') ? s3Target(target, s3) : directoryTarget(target)));
