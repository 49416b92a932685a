// Compiled against the built package by package.test.ts, as strictly as a caller may compile. It is never run.
import {
  ApiError,
  type CallOptions,
  type CyberAsset,
  type CyberAssetUpdate,
  etagOf,
  fetchWithRetry,
  type HeadersLike,
  ImportError,
  type ImportResult,
  type ListPromise,
  NotFoundError,
  type Operation,
  type Page,
  type Query,
  RaptorComply,
  UnprocessableEntityError,
} from '@raptor-comply/sdk';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function isExactly<_T extends true>(): void {}

export async function use(comply: RaptorComply, id: string, etag: string, signal: AbortSignal): Promise<void> {
  const assets = await comply.cyberAssets.list();
  isExactly<Same<typeof assets, Page<CyberAsset>>>();
  isExactly<Same<typeof assets.nextCursor, string | undefined>>();
  const whole: CyberAsset[] = assets;
  isExactly<Same<(typeof whole)[number], CyberAsset>>();
  const call = comply.cyberAssets.list({ limit: 500 }, { signal, maxRetries: 2 });
  isExactly<Same<typeof call, ListPromise<CyberAsset>>>();
  for await (const asset of call) isExactly<Same<typeof asset, CyberAsset>>();

  await comply.cyberAssets.update(
    id,
    { assetTitle: 'RTU-01' },
    { ifMatch: etag, idempotencyKey: 'mine', signal, maxRetries: 1 },
  );
  const { data, response, attempts, requestId } = await comply.facilities.get(id).withResponse();
  isExactly<Same<typeof response, Response>>();
  isExactly<Same<typeof attempts, number>>();
  isExactly<Same<typeof requestId, string | undefined>>();
  isExactly<Same<typeof data.id, string>>();

  const since = new Date('2026-03-31T00:00:00Z');
  await comply.facilities.list({ updatedSince: since, asOf: since });
  await comply.facilities.list({ updatedSince: '2026-03-31T00:00:00Z', asOf: undefined });
  await comply.activity.listLogs({ from: since, to: since });
  await comply.cyberAssets.exportCsvByFacility(id, { asOf: since });
  await comply.apiKeys.create({ expiresAt: since });
  const key = await comply.apiKeys.create({ expiresAt: '2027-03-31T00:00:00Z' });
  isExactly<Same<typeof key.expiresAt, string | null>>();

  const conditional: Promise<unknown> = comply.facilities.update(id, {}, { ifMatch: response.headers.get('etag') });
  await comply.facilities.update(id, {}, { ifMatch: etagOf(data) });
  await comply.facilities.update(id, {}, { ifMatch: undefined });
  const headers: HeadersLike = { 'X-Trace': undefined, Traceparent: null };
  const options: CallOptions = { headers, ifMatch: null, asOf: since };
  const query: Query = { since };
  const operation: Operation = { method: 'HEAD', path: '/facilities', query };
  await Promise.all([conditional, comply.request(operation, options)]);

  const csv = await comply.cyberAssets.exportCsvByFacility(id);
  isExactly<Same<typeof csv, string>>();
  const promise: Promise<CyberAsset> = comply.cyberAssets.get(id);
  await Promise.all([promise, comply.cyberAssets.delete(id)]);
  const fetched = await fetchWithRetry('https://api.example/cyber-assets', { headers: { 'X-API-Key': 'k' } }, 3);
  isExactly<Same<typeof fetched, Response>>();

  const update: CyberAssetUpdate = {};
  // @ts-expect-error An optional field may be left out, and is not undefined.
  update.assetTitle = undefined;
  // @ts-expect-error A day is not a moment: only text has no time zone.
  update.lastPatchDate = since;
  // @ts-expect-error A misspelt option does not compile.
  await comply.cyberAssets.list({}, { maxRetry: 1 });
  // @ts-expect-error A read takes no idempotency key.
  await comply.cyberAssets.get(id, { idempotencyKey: 'k' });
  // @ts-expect-error A misspelt field does not compile.
  await comply.cyberAssets.update(id, { assetTitel: 'x' });
  // @ts-expect-error An id is not optional.
  await comply.facilities.get();
}

export function explain(error: unknown): string {
  if (error instanceof UnprocessableEntityError) return error.field ?? '';
  if (error instanceof NotFoundError) return error.urlTemplate;
  if (error instanceof ImportError) {
    isExactly<Same<typeof error.body, ImportResult>>();
    return error.body.errors?.[0]?.message ?? '';
  }
  if (error instanceof ApiError)
    return `${error.status} ${error.error} ${error.headers.get('etag') ?? ''} ${error.retryAfterMs ?? 0}`;
  return '';
}

new RaptorComply();
new RaptorComply({
  apiKey: undefined,
  baseUrl: new URL('https://api.example'),
  idempotencyKey: false,
  logger: console,
});
// @ts-expect-error One key for all writes would lose all but the first.
new RaptorComply({ idempotencyKey: 'one' });
