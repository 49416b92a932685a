import { randomUUID } from 'node:crypto';
import { openApiDocument } from '../../src/kernel/openapi/document.ts';
import type { AnyRecord } from '../../src/kernel/slice/record.ts';
import { resources } from '../../src/resources/all.ts';
import { records } from '../../src/resources/index.ts';
import type { Client } from '../support/client.ts';
import {
  csvOf,
  cyberAssetBody,
  type Inventory,
  makeCyberAsset,
  makeFacility,
  makeInventory,
  makePhysicalArea,
} from '../support/fixtures.ts';

/** What the OpenAPI document tells an attacker: every operation with its parameters, its fields and a request that is valid. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly $ref?: string;
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
}

interface Described {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly content: Record<string, { schema: Schema; examples?: Record<string, { $ref: string }> }>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface ApiDocument {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    readonly examples: Record<string, { value: unknown }>;
    readonly parameters: Record<string, Parameter>;
  };
}

const { paths, components } = openApiDocument(
  resources.map(({ contract }) => contract),
  'test',
) as unknown as ApiDocument;

const last = (reference: string): string => reference.split('/').at(-1) ?? '';
const resolved = (schema: Schema): Schema =>
  schema.$ref === undefined ? schema : (components.schemas[last(schema.$ref)] ?? {});

/** Ids of one organization, by what they are of. */
export type Ids = Inventory & { readonly apiKeyId: string } & Readonly<Record<string, string>>;

/** A connected inventory, its facility assigned, with a key to revoke; two of what lists are paged over, and something in every list. */
export async function makeIds(client: Client): Promise<Ids> {
  const ids = await makeOneOfEach(client);
  const { cyberSystemId, centerSystemId, controlCenterId, facilityId } = ids;
  await makeCyberAsset(client, { cyberSystemId, impactLevel: 'low' });
  await makeCyberAsset(client, { cyberSystemId: centerSystemId, impactLevel: 'low' });
  await makeCyberAsset(client, { cyberSystemId: centerSystemId });
  await makePhysicalArea(client, { controlCenterId });
  await makeFacility(client);
  await client.must.post(`/control-centers/${controlCenterId}/assign-facilities`, { facilityIds: [facilityId] });
  return ids;
}

/** A connected inventory, a key, and one of each other kind of record: below each of its parents, of which the last is named. */
export async function makeOneOfEach(client: Client): Promise<Ids> {
  const { id: apiKeyId } = (await client.must.post('/api-keys', { role: 'read_only' })).body;
  let ids: Ids = { ...(await makeInventory(client)), apiKeyId };
  for (const { record } of records) {
    const name = `${record.name.charAt(0).toLowerCase()}${record.name.slice(1)}Id`;
    const bodies = name in ids ? [] : bodiesOf(record, ids);
    for (const body of bodies) ids = { ...ids, [name]: (await client.must.post(record.path, body)).body.id };
  }
  return ids;
}

/** A body for a record below each of its parents; a single one if it has none. */
export function bodiesOf({ path, parents }: AnyRecord, ids: Readonly<Record<string, string>>): object[] {
  const create = targets.find(({ method, template }) => method === 'POST' && template === path);
  const fields = Object.keys(parents);
  const places = fields.length === 0 ? [{}] : fields.map((field) => ({ [field]: idCalled(field, ids) }));
  return create === undefined ? [] : places.map((place) => ({ ...(create.validBody(ids) as object), ...place }));
}

/** The id that a name stands for: `addFacilityId` is a facility's, and so is `facilityIds`. */
export function idCalled(name: string, ids: Readonly<Record<string, string>>): string | undefined {
  const wanted = name.replace(/s$/, '').toLowerCase();
  return Object.entries(ids).find(([known]) => wanted.endsWith(known.toLowerCase()))?.[1];
}

export interface Field {
  readonly path: readonly string[];
  readonly schema: Schema;
}

/** The fields of a body, those of objects in it too. */
function fieldsOf(schema: Schema, path: readonly string[] = []): Field[] {
  return Object.entries(resolved(schema).properties ?? {}).flatMap(([name, of]) => [
    { path: [...path, name], schema: resolved(of) },
    ...fieldsOf(of, [...path, name]),
  ]);
}

export interface Target {
  readonly operationId: string;
  readonly method: string;
  readonly template: string;
  /** The statuses that the path may answer to a method with, which need not be the operation's own. */
  documented(method: string): ReadonlySet<number>;
  readonly query: readonly Parameter[];
  readonly body: 'json' | 'csv' | undefined;
  readonly fields: readonly Field[];
  /** The path with the ids that a function gives for the nouns of its parameters; a word of a list stays as it is, unless one is given. */
  path(id: (noun: string) => string, word?: string): string;
  /** The parameters that a request must have. */
  requiredQuery(): string;
  /** A body that the operation takes: the document's example, with ids that exist and texts that are unique. */
  validBody(ids: Readonly<Record<string, string>>): unknown;
}

/** Where a path may be about any kind of resource, it is about this one. */
const RESOURCE = 'cyber-assets';

/** Which id a noun of the document means: "control center" is `controlCenterId`. */
export function idOf(noun: string, ids: Ids): string {
  if (noun === 'resource') return ids.cyberAssetId;
  const id = idCalled(`${noun.replaceAll(' ', '')}Id`, ids);
  if (id === undefined) throw new Error(`The attack does not know a ${noun}: add one to makeIds`);
  return id;
}

function filledIn(value: unknown, schema: Schema, name: string, ids: Readonly<Record<string, string>>): unknown {
  const { type, format, items, enum: choices, maxLength = 0, properties } = resolved(schema);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, items ?? {}, name, ids));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, of]) => [key, filledIn(of, properties?.[key] ?? {}, key, ids)]);
    return Object.fromEntries(entries);
  }
  if (format === 'uuid') return idCalled(name, ids) ?? value;
  const isFreeText = type === 'string' && format === undefined && choices === undefined && maxLength >= 40;
  return isFreeText ? `${String(value).slice(0, maxLength - 10)} ${randomUUID().slice(0, 8)}` : value;
}

/** What `default` stands for. */
const ANYWHERE = [405, 414, 417, 431];

const documented = (operation: Described | undefined): ReadonlySet<number> =>
  new Set([
    ...(operation === undefined ? [400, 404, 413, 415] : Object.keys(operation.responses).map(Number)),
    ...ANYWHERE,
  ]);

/** A small file that an import takes. */
export const validCsv = (): string => csvOf([cyberAssetBody()]);

function target(template: string, method: string, described: Described): Target {
  const parameters = (described.parameters ?? []).map((parameter) =>
    'name' in parameter ? parameter : components.parameters[last(parameter.$ref)],
  );
  const inPlace = (place: string) => parameters.filter((parameter) => parameter?.in === place) as Parameter[];
  const inPath = new Map(inPlace('path').map((parameter) => [parameter.name, parameter]));
  const segment = (name: string, id: (noun: string) => string, word: string | undefined): string => {
    const { description = '', schema = {} } = inPath.get(name) ?? {};
    if (schema.enum === undefined) return id(/^Id of the (.+)\.$/.exec(description)?.[1] ?? '');
    return word ?? String(schema.enum.find((choice) => choice === RESOURCE) ?? schema.enum[0]);
  };
  const content = described.requestBody?.content ?? {};
  const media = content['application/json'];
  const example = components.examples[last(media?.examples?.example?.$ref ?? '')]?.value ?? {};
  return {
    operationId: described.operationId,
    method: method.toUpperCase(),
    template,
    documented: (sent) => documented(paths[template]?.[(sent === 'HEAD' ? 'GET' : sent).toLowerCase()]),
    query: inPlace('query'),
    body: 'text/csv' in content ? 'csv' : media === undefined ? undefined : 'json',
    fields: media === undefined ? [] : fieldsOf(media.schema),
    path: (id, word) => template.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, id, word)),
    requiredQuery: () =>
      inPlace('query')
        .filter(({ required }) => required)
        .map(({ name, schema }) => `${name}=${resolved(schema).enum?.[0] ?? 'x'}`)
        .join('&'),
    validBody: (ids) => (media === undefined ? undefined : filledIn(example, media.schema, '', ids)),
  };
}

/** Every operation of the document; one that is added to the list is attacked as soon as it is in it. */
export const targets: readonly Target[] = Object.entries(paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, described]) => target(template, method, described)),
);
