// Generated from openapi.json by `npm run generate -w @raptor-comply/sdk`. Do not edit.

import type { ApiPromise, ListPromise } from '../core/api-promise.ts';
import type { RequestOptions, WriteOptions } from '../core/client-options.ts';
import { Resource } from '../core/resource.ts';
import type {
  AcceptedCosignatures,
  ActivityEntry,
  ActivityVerification,
  AuditPackageInput,
  CosignedCheckpoint,
  GetActivityConsistencyProofQuery,
  GetActivityLogsByEntityQuery,
  GetActivityProofQuery,
  ListActivityLogsQuery,
} from './models.ts';

/** Who changed what, when, and why: an append-only log that proves it is intact. */
export class Activity extends Resource {
  /**
   * List the activity of the organization
   *
   * Newest first, in pages. Entries are never changed or removed. With `Accept: application/x-ndjson`, the whole log
   * is streamed, one entry per line, oldest first, for a SIEM; use `after` to resume.
   *
   * `GET /activity` (listActivityLogs)
   */
  listLogs(query: ListActivityLogsQuery = {}, options?: RequestOptions): ListPromise<ActivityEntry> {
    return this.client.requestList({ method: 'GET', path: '/activity', query: { ...query } }, options);
  }

  /**
   * List the activity of one resource
   *
   * Oldest first, in pages. Includes deleted resources. With `Accept: application/x-ndjson`, the whole log is
   * streamed, one entry per line, oldest first, for a SIEM; use `after` to resume.
   *
   * `GET /activity/by-resource-type/{resourceType}/{resourceId}` (getActivityLogsByEntity)
   */
  listLogsByEntity(
    resourceType: string,
    resourceId: string,
    query: GetActivityLogsByEntityQuery = {},
    options?: RequestOptions,
  ): ListPromise<ActivityEntry> {
    return this.client.requestList(
      {
        method: 'GET',
        path: '/activity/by-resource-type/{resourceType}/{resourceId}',
        ids: { resourceType, resourceId },
        query: { ...query },
      },
      options,
    );
  }

  /**
   * Get a signed checkpoint of the log
   *
   * A signed note (c2sp.org/tlog-checkpoint) with the number of entries and the root of their Merkle tree, and the
   * known cosignatures of witnesses. Keep it outside this system: no entry before it can be changed or removed
   * unnoticed.
   *
   * `GET /activity/checkpoint` (getActivityCheckpoint)
   */
  getCheckpoint(options?: RequestOptions): ApiPromise<string> {
    return this.client.request({ method: 'GET', path: '/activity/checkpoint', response: 'text' }, options);
  }

  /**
   * Get the proof that the log begins with an earlier checkpoint
   *
   * The body of a witness’s `add-checkpoint` request (c2sp.org/tlog-witness): the earlier size, the proof, and the
   * current checkpoint.
   *
   * `GET /activity/consistency` (getActivityConsistencyProof)
   */
  getConsistencyProof(query: GetActivityConsistencyProofQuery = {}, options?: RequestOptions): ApiPromise<string> {
    return this.client.request(
      { method: 'GET', path: '/activity/consistency', query: { ...query }, response: 'text' },
      options,
    );
  }

  /**
   * Send the cosignatures of a witness
   *
   * For a witness that fetches checkpoints itself. Only cosignatures of the witnesses in `WITNESS_URLS` on a
   * checkpoint of this log are kept.
   *
   * `POST /activity/cosignatures` (addActivityCosignatures)
   */
  addCosignatures(body: CosignedCheckpoint, options?: WriteOptions): ApiPromise<AcceptedCosignatures> {
    return this.client.request({ method: 'POST', path: '/activity/cosignatures', body, response: 'object' }, options);
  }

  /**
   * Get the key that verifies checkpoints
   *
   * A verifier key (c2sp.org/signed-note) in one line, for witnesses and verifiers.
   *
   * `GET /activity/key` (getActivityKey)
   */
  getKey(options?: RequestOptions): ApiPromise<string> {
    return this.client.request({ method: 'GET', path: '/activity/key', response: 'text' }, options);
  }

  /**
   * Get the proof that an entry is in the log
   *
   * A c2sp.org/tlog-proof. The index is `sequence` − 1; the leaf is the entry’s envelope in the form of RFC 8785.
   *
   * `GET /activity/proof` (getActivityProof)
   */
  getProof(query: GetActivityProofQuery, options?: RequestOptions): ApiPromise<string> {
    return this.client.request(
      { method: 'GET', path: '/activity/proof', query: { ...query }, response: 'text' },
      options,
    );
  }

  /**
   * Verify the activity log and the records
   *
   * Starts a verification in the background: that the entries are those that were sealed, and that they lead to what
   * the records are now. If one is under way, it is returned.
   *
   * `POST /activity/verifications` (createActivityVerification)
   */
  createVerification(options?: WriteOptions): ApiPromise<ActivityVerification> {
    return this.client.request({ method: 'POST', path: '/activity/verifications', response: 'object' }, options);
  }

  /**
   * Get a verification of the activity log
   *
   * `GET /activity/verifications/{id}` (getActivityVerification)
   */
  getVerification(id: string, options?: RequestOptions): ApiPromise<ActivityVerification> {
    return this.client.request(
      { method: 'GET', path: '/activity/verifications/{id}', ids: { id }, response: 'object' },
      options,
    );
  }

  /**
   * Make an audit package
   *
   * A ZIP archive that an auditor can verify offline, with the page `verifier.html` of a release: the lists as of both
   * moments (CSV and Excel), every change between, the envelopes of the whole log, the contents in scope, the
   * checkpoint with its cosignatures, and a signed manifest. Logs of up to 1,000,000 entries. Not part of the vendor’s
   * API.
   *
   * `POST /audit-packages` (createAuditPackage)
   */
  createAuditPackage(body: AuditPackageInput, options?: WriteOptions): ApiPromise<Uint8Array> {
    return this.client.request({ method: 'POST', path: '/audit-packages', body, response: 'bytes' }, options);
  }
}
