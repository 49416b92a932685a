import type { TenantTransaction } from '../database/tenant-transaction.ts';
import { jsonSchema } from '../openapi/json-schema.ts';
import { hasPast } from '../slice/as-of.ts';
import type { Operation } from '../slice/contract.ts';
import { contentTag, isFresh, KnownTags, versionTag } from './conditional-requests.ts';
import type { CompleteResponse } from './present-response.ts';
import type { IncomingRequest } from './read-request.ts';

/** What tags are made with: the same for all operations of a server. */
export interface Tagging {
  /** Another software may response the same question otherwise. */
  readonly softwareVersion: string;
  readonly known: KnownTags;
}

export const createTagging = (softwareVersion: string): Tagging => ({ softwareVersion, known: new KnownTags() });

export interface Tagger {
  /** The 304 to a caller who has the response: found without making the response, where the organization's version says enough. */
  known(request: IncomingRequest, tx: TenantTransaction): Promise<CompleteResponse | undefined>;
  /** Whether the tag needs the organization's version; then the transaction reads it first (`readsVersion`). */
  needsVersion(request: IncomingRequest): boolean;
  /** The response with its tag, or the 304 to a caller who has it. */
  tagged(response: CompleteResponse, request: IncomingRequest, version: string | undefined): CompleteResponse;
  /** The tag of a record's response. */
  ofRecord(body: string): string;
}

const notModified = (etag: string): CompleteResponse => ({ status: 304, headers: { etag }, body: '' });

/**
 * The tags of an operation's answers. A record's is of its content, so that it can be compared before a change (If-Match); a list's or
 * a file's is of the organization's version, so that neither has to be made to be compared.
 */
export function tagger(operation: Operation, { softwareVersion, known }: Tagging): Tagger {
  const { method, response, responseIsSecret } = operation;
  const isRead = method === 'GET';
  const isRecord = response.kind === 'json';
  const isVersioned = hasPast(operation);
  const showsRecord = (method === 'PUT' || method === 'PATCH' || response.status === 201) && responseIsSecret !== true;
  const shape = response.kind === 'csv' ? '' : JSON.stringify(jsonSchema(response.schema, 'output'));
  const software = contentTag(`${softwareVersion} ${shape}`);

  /** All that decides an response, but the state of the organization. */
  const questionOf = ({ caller, url }: IncomingRequest): string => `${software} ${caller.organizationId} ${url}`;

  return {
    async known(request, tx) {
      if (!isVersioned || request.headers['if-none-match'] === undefined) return undefined;
      const [version, question] = [await tx.version(), questionOf(request)];
      const tag = isRecord ? known.at(question, version) : versionTag(version, question);
      return tag !== undefined && isFresh(request.headers, tag) ? notModified(tag) : undefined;
    },
    needsVersion: ({ headers }) => isVersioned && (headers['if-none-match'] !== undefined || !isRecord),
    tagged(shown, request, version) {
      if (!isRead && !showsRecord) return shown;
      const { body, headers } = shown;
      const tag =
        isRecord || version === undefined
          ? contentTag(body + (headers.link ?? ''))
          : versionTag(version, questionOf(request));
      if (!isRead || request.headers['if-none-match'] === undefined)
        return { ...shown, headers: { ...headers, etag: tag } };
      if (isRecord && version !== undefined) known.remember(questionOf(request), version, tag);
      return isFresh(request.headers, tag) ? notModified(tag) : { ...shown, headers: { ...headers, etag: tag } };
    },
    ofRecord: contentTag,
  };
}
