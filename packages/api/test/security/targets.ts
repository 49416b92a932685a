import { randomUUID } from 'node:crypto';
import { openApiDocument } from '../../src/kernel/openapi/document.ts';
import { cellOf, columnsOf } from '../../src/kernel/slice/columns.ts';
import { csvLine } from '../../src/kernel/slice/csv.ts';
import type { AnyRecord } from '../../src/kernel/slice/record.ts';
import { resources } from '../../src/resources/all.ts';
import { records } from '../../src/resources/index.ts';
import { user } from '../../src/resources/users/record.ts';
import type { Client } from '../support/client.ts';
import { type Inventory, makeCyberAsset, makeFacility, makeInventory, makePhysicalArea } from '../support/fixtures.ts';

/** What the OpenAPI document tells an attacker: every operation with its parameters, its fields and a request that is valid. */

export interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly maxLength?: number;
  readonly pattern?: string;
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
    readonly content: Record<string, { schema: Schema; example?: unknown }>;
  };
  readonly responses: Readonly<Record<string, unknown>>;
}

interface ApiDocument {
  readonly paths: Record<string, Record<string, Described>>;
  readonly components: {
    readonly schemas: Record<string, Schema>;
    readonly parameters: Record<string, Parameter>;
    readonly responses: { readonly OtherError: { readonly description: string } };
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
export type Ids = Inventory & { readonly apiKeyId: string; readonly sessionId: string } & Readonly<
    Record<string, string>
  >;

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
  await client.must.post('/impact-assessments/determinations');
  return ids;
}

/** A connected inventory, a key, and one of each other kind of record: below each of its parents, of which the last is named. */
export async function makeOneOfEach(client: Client): Promise<Ids> {
  const { id: apiKeyId } = (await client.must.post('/api-keys', { role: 'read_only' })).body;
  const { id: verificationId } = (await client.must.post('/activity/verifications')).body;
  const { id: sessionId } = (
    await client.must.send('POST', '/console/session', {
      body: { key: client.key },
      headers: { origin: client.url, 'x-raptor-comply': 'console' },
    })
  ).body;
  let ids: Ids = { ...(await makeInventory(client)), apiKeyId, sessionId, verificationId };
  const { id: userId } = (await client.must.post('/users', bodiesOf(user, ids)[0])).body;
  await client.must.post(`/users/${userId}/calendar-feed`);
  const assignment = { userId, effectiveDate: '2020-01-01' };
  const { id } = (await client.must.post('/cip-senior-manager-assignments', assignment)).body;
  ids = { ...ids, userId, cipSeniorManagerAssignmentId: id };
  for (const { record } of records) {
    const name = `${record.name.charAt(0).toLowerCase()}${record.name.slice(1)}Id`;
    const bodies = name in ids ? [] : bodiesOf(record, ids);
    for (const body of bodies) ids = { ...ids, [name]: (await client.must.post(record.path, body)).body.id };
  }
  await client.must.post('/impact-assessments/determinations');
  return { ...ids, ...(await makeTask(client, ids)) };
}

/** A task that was performed once, and the date that it is due next. */
async function makeTask(client: Client, { cyberAssetId, userId }: Ids) {
  const about = { relatedResourceType: 'cyber_asset', relatedResourceId: cyberAssetId, assigneeId: userId };
  const series = { requirementPart: 'CIP-010-4:R2.1', dueDate: '2027-01-31', ...about };
  const { id } = (await client.must.post('/tasks', { title: 'Compare baselines', ...series })).body;
  const done = await client.must.put(`/tasks/${id}`, { status: 'complete', evidencePending: true });
  const missed = { title: 'Compare baselines', requirementPart: 'CIP-010-4:R2.1', dueDate: '2026-01-31' };
  const late = (await client.must.post('/tasks', missed)).body.id;
  await client.must.put(`/tasks/${late}`, { status: 'complete', evidencePending: true });
  const [found] = (await client.must.get<{ id: string }[]>('/potential-noncompliances')).body;
  return { taskId: id, dateId: String(done.body.dueDate), potentialNoncomplianceId: String(found?.id) };
}

/** A body for a record below each of its parents; a single one if it has none. */
export function bodiesOf({ path, parents }: AnyRecord, ids: Readonly<Record<string, string>>): object[] {
  const create = targets.find(({ method, template }) => method === 'POST' && template === path);
  const fields = Object.keys(parents);
  const places = fields.length === 0 ? [{}] : fields.map((field) => ({ [field]: idCalled(field, ids) }));
  return create === undefined ? [] : places.map((place) => ({ ...(create.validBody(ids) as object), ...place }));
}

/** Fields that are not called after what they refer to. */
const REFERENCES: Readonly<Record<string, string>> = {
  assigneeId: 'userId',
  id: 'cyberAssetId',
  managerId: 'userId',
  relatedResourceId: 'cyberAssetId',
  replacedBy: 'cyberAssetId',
};

/** The id that a name stands for: `addFacilityId` is a facility's, and so is `facilityIds`. */
export function idCalled(name: string, ids: Readonly<Record<string, string>>): string | undefined {
  const wanted = (REFERENCES[name] ?? name).replace(/s$/, '').toLowerCase();
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
  /** The statuses that a method may get at the path, which need not be the operation's own. */
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
  const { type, format, pattern, items, enum: choices, maxLength = 0, properties } = resolved(schema);
  if (Array.isArray(value)) return value.map((item) => filledIn(item, items ?? {}, name, ids));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, of]) => [key, filledIn(of, properties?.[key] ?? {}, key, ids)]);
    return Object.fromEntries(entries);
  }
  if (format === 'uuid') return idCalled(name, ids) ?? value;
  // Moments that the log of a new organization has.
  if (format === 'date-time' && ['from', 'to'].includes(name)) return new Date().toISOString();
  if (format === 'email') return String(value).replace('@', `+${randomUUID().slice(0, 8)}@`);
  const isPlain = type === 'string' && format === undefined && choices === undefined && pattern === undefined;
  const isFreeText = isPlain && maxLength >= 40;
  return isFreeText ? `${String(value).slice(0, maxLength - 10)} ${randomUUID().slice(0, 8)}` : value;
}

/** What `default` stands for, as its description says. */
const ANYWHERE = (components.responses.OtherError.description.match(/\b4\d\d\b/g) ?? []).map(Number);

const documented = (operation: Described | undefined): ReadonlySet<number> =>
  new Set([
    ...(operation === undefined ? [400, 404, 413, 415] : Object.keys(operation.responses).map(Number)),
    ...ANYWHERE,
  ]);

/** A small file that an import takes. */
export function validCsv({ template }: Pick<Target, 'template'>, ids: Ids): string {
  const { record } = records.find((slice) => template.endsWith(`${slice.record.path}/import`)) ?? {};
  if (record === undefined) throw new Error(`${template} imports no record`);
  const [body = {}] = bodiesOf(record, ids);
  const columns = columnsOf(record);
  return [columns.map(({ name }) => name), columns.map((column) => cellOf({ ...body }, column) ?? null)]
    .map(csvLine)
    .join('');
}

/** A value that a required query parameter takes. */
const exampleOf = ({ enum: choices, type, format }: Schema): unknown =>
  choices?.[0] ??
  (type === 'integer' ? 1 : ({ date: '2028-07-01', 'date-time': '2028-07-01T00:00:00Z' }[format ?? ''] ?? 'x'));

function target(template: string, method: string, described: Described): Target {
  const parameters = (described.parameters ?? []).map((parameter) =>
    'name' in parameter ? parameter : components.parameters[last(parameter.$ref)],
  );
  const inPlace = (place: string) => parameters.filter((parameter) => parameter?.in === place) as Parameter[];
  const inPath = new Map(inPlace('path').map((parameter) => [parameter.name, parameter]));
  const segment = (name: string, id: (noun: string) => string, word: string | undefined): string => {
    const { description = '', schema = {} } = inPath.get(name) ?? {};
    if (schema.format === 'date') return id('date');
    if (schema.enum === undefined) return id(/^Id of the (.+)\.$/.exec(description)?.[1] ?? '');
    return word ?? encodeURIComponent(String(schema.enum.find((choice) => choice === RESOURCE) ?? schema.enum[0]));
  };
  const content = described.requestBody?.content ?? {};
  const media = content['application/json'];
  return {
    operationId: described.operationId,
    method: method.toUpperCase(),
    template,
    documented(sent) {
      const name = (sent === 'HEAD' ? 'GET' : sent).toLowerCase();
      // A method that this path lacks, and a wider one has, takes its words for ids: PUT /tasks/report/export is the one of
      // /tasks/{parentTaskId}/{dueDate}.
      const words = template.split('/');
      const wider = Object.keys(paths).filter((path) => {
        const other = path.split('/');
        return other.length === words.length && other.every((word, n) => word === words[n] || word.startsWith('{'));
      });
      const path = [template, ...wider].find((each) => paths[each]?.[name] !== undefined);
      return documented(paths[path ?? '']?.[name]);
    },
    query: inPlace('query'),
    body: 'text/csv' in content ? 'csv' : media === undefined ? undefined : 'json',
    fields: media === undefined ? [] : fieldsOf(media.schema),
    path: (id, word) => template.replace(/\{(\w+)\}/g, (_, name: string) => segment(name, id, word)),
    requiredQuery: () =>
      inPlace('query')
        .filter(({ required }) => required)
        .map(({ name, schema }) => `${name}=${exampleOf(resolved(schema))}`)
        .join('&'),
    validBody: (ids) => (media === undefined ? undefined : filledIn(media.example, media.schema, '', ids)),
  };
}

/** Every operation of the document; one that is added to the list is attacked as soon as it is in it. */
export const targets: readonly Target[] = Object.entries(paths).flatMap(([template, methods]) =>
  Object.entries(methods).map(([method, described]) => target(template, method, described)),
);
