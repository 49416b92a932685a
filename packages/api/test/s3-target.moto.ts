import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { AwsClient } from 'aws4fetch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { s3Target } from '../src/kernel/activity/targets.ts';

/** An S3 server (moto, a Python package) over HTTP. */

const credentials = { accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1' };
const aws = new AwsClient({ ...credentials, service: 's3', retries: 0 });
let moto: ChildProcess;
let endpoint = '';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function request(method: string, resource: string, body = '', headers: Record<string, string> = {}) {
  const response = await aws.fetch(`${endpoint}${resource}`, { method, headers, ...(body === '' ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

beforeAll(async () => {
  const port = await freePort();
  endpoint = `http://127.0.0.1:${port}`;
  moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const responds = () =>
    fetch(endpoint).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await responds())) await wait(100);
}, 90_000);
afterAll(() => moto.kill());

const log = { installation: randomUUID(), organizationId: randomUUID() };
const origin = (epoch: number) => `raptor-comply/${log.installation}/${log.organizationId}/${epoch}`;
const target = (url: string, signal = new AbortController().signal) =>
  s3Target(url, { ...credentials, endpoint, sessionToken: undefined, signal });

it('a bucket with object lock keeps every checkpoint, and tells the last one', async () => {
  await request('PUT', '/locked', '', { 'x-amz-bucket-object-lock-enabled': 'true' });
  const rule = '<Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>3650</Days></DefaultRetention></Rule>';
  const lock = `<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled>${rule}</ObjectLockConfiguration>`;
  expect((await request('PUT', '/locked?object-lock', lock)).status).toBe(200);
  const bucket = target('s3://locked/nightly & more');
  expect(await bucket.latest(log)).toBeUndefined();
  await bucket.publish(origin(1), 9, 'nine');
  await bucket.publish(origin(1), 1000, 'thousand');
  expect(await bucket.latest(log)).toBe('thousand');
  await bucket.publish(origin(10), 3, 'epoch ten');
  await bucket.publish(origin(9), 4, 'epoch nine');
  expect(await bucket.latest(log)).toBe('epoch ten');
  // Another process has no memory of what it saw.
  expect(await target('s3://locked/nightly & more').latest(log)).toBe('epoch ten');
  expect(await target('s3://locked/other').latest(log)).toBeUndefined();

  const { text } = await request('GET', '/locked?versions');
  expect(text.match(/<Version>/g)).toHaveLength(4);
  const [, key = '', version = ''] = /<Key>([^<]+)<\/Key>.*?<VersionId>([^<]+)</s.exec(text) ?? [];
  const name = key.replaceAll('&amp;', '&').split('/').map(encodeURIComponent).join('/');
  expect((await request('DELETE', `/locked/${name}?versionId=${version}`)).status).toBe(403);
});

it('more checkpoints than one page lists are all seen', async () => {
  await request('PUT', '/many');
  const bucket = target('s3://many');
  const sizes = Array.from({ length: 1100 }, (_, index) => index + 1);
  for (let at = 0; at < sizes.length; at += 50) {
    await Promise.all(sizes.slice(at, at + 50).map((size) => bucket.publish(origin(1), size, `size ${size}`)));
  }
  expect(await bucket.latest(log)).toBe('size 1100');
  await bucket.publish(origin(1), 1101, 'size 1101');
  expect(await bucket.latest(log)).toBe('size 1101');
}, 120_000);

it('what the server refuses is an error that names the bucket and the reason, without credentials', async () => {
  const bucket = target('s3://does-not-exist');
  await expect(bucket.latest(log)).rejects.toThrow(
    'GET in the bucket does-not-exist was answered with 404 NoSuchBucket',
  );
  await expect(bucket.publish(origin(1), 1, 'x')).rejects.toThrow('PUT in the bucket does-not-exist');
  await expect(target('s3://many', AbortSignal.abort()).latest(log)).rejects.toThrow();
});
