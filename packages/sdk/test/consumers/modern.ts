// Compiled against the built package by package.test.ts, as strictly as a caller may compile. It is never run.
import {
  ApiError,
  type CyberAsset,
  type CyberAssetUpdate,
  fetchWithRetry,
  type ListPromise,
  NotFoundError,
  RaptorComply,
  UnprocessableEntityError,
} from '@raptor-comply/sdk';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function isExactly<_T extends true>(): void {}

export async function use(comply: RaptorComply, id: string, etag: string, signal: AbortSignal): Promise<void> {
  const assets = await comply.cyberAssets.list();
  isExactly<Same<typeof assets, CyberAsset[]>>();
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

  const csv = await comply.cyberAssets.exportCsvByFacility(id);
  isExactly<Same<typeof csv, string>>();
  const promise: Promise<CyberAsset> = comply.cyberAssets.get(id);
  await Promise.all([promise, comply.cyberAssets.delete(id)]);
  const answer = await fetchWithRetry('https://api.example/cyber-assets', { headers: { 'X-API-Key': 'k' } }, 3);
  isExactly<Same<typeof answer, Response>>();

  const update: CyberAssetUpdate = {};
  // @ts-expect-error An optional field may be left out, and is not undefined.
  update.assetTitle = undefined;
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
