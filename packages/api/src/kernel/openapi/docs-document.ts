import type { Json } from './schemas.ts';

/** The OpenAPI document as a reader sees it: references followed, operations by tag. Both references are made from it. */

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly (string | null)[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly required?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

interface MediaType {
  readonly schema: Schema;
  readonly example?: unknown;
  readonly examples?: Readonly<Record<string, { readonly $ref: string }>>;
}

interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, MediaType>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

interface SourceOperation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly 'x-permission'?: string;
  readonly parameters?: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly description?: string;
    readonly content: Readonly<Record<string, MediaType>>;
  };
  readonly responses: Readonly<Record<string, Response | { readonly $ref: string }>>;
}

interface Source {
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, SourceOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** What is sent one way: its media types, the first one's schema, and an example of it. */
export interface Content {
  readonly mediaTypes: readonly string[];
  readonly schema: Schema;
  readonly example: unknown;
}

export interface Operation {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description: string;
  readonly permission: string | undefined;
  readonly parameters: readonly Parameter[];
  readonly body: (Content & { readonly required: boolean }) | undefined;
  readonly success: { readonly status: string; readonly content: Content };
  readonly errors: readonly { readonly status: string; readonly phrase: string; readonly description: string }[];
}

export interface Tag {
  readonly name: string;
  readonly description: string;
  readonly operations: readonly Operation[];
}

export interface ApiDescription {
  readonly title: string;
  readonly version: string;
  readonly introduction: string;
  readonly tags: readonly Tag[];
  readonly schemas: readonly (readonly [string, Schema])[];
  /** The named schema that a schema is or is a list of. */
  named(schema: Schema): { readonly name: string; readonly schema: Schema } | undefined;
}

/** A collection comes before its members, and those before what is in them. */
const depth = ({ path }: Operation): number => path.split('/').length;

export const refName = ($ref: string): string => $ref.slice($ref.lastIndexOf('/') + 1);

/** Reads our own OpenAPI document. */
export function describeApi(openapi: Json): ApiDescription {
  const source = openapi as unknown as Source;
  const { schemas } = source.components;

  function resolved<T extends object>(node: T | { readonly $ref: string }): T {
    if (!('$ref' in node) || typeof node.$ref !== 'string') return node as T;
    const steps = node.$ref.slice(2).split('/');
    return steps.reduce<unknown>((at, step) => (at as Json)[step], openapi) as T;
  }

  function contentOf(content: Readonly<Record<string, MediaType>>): Content {
    const media = content['application/json'] ?? Object.values(content)[0];
    if (media === undefined) throw new Error('A body without a media type');
    const [named] = Object.values(media.examples ?? {});
    const example = named === undefined ? media.example : resolved<{ value?: unknown }>(named).value;
    return { mediaTypes: Object.keys(content), schema: media.schema, example };
  }

  function operation(method: string, path: string, found: SourceOperation): Operation {
    const responses = Object.entries(found.responses).map(
      ([status, response]) => [status, resolved<Response>(response)] as const,
    );
    const [status, success] = responses.find(([status]) => status.startsWith('2')) ?? [];
    if (status === undefined || success?.content === undefined) throw new Error(`${found.operationId} has no answer`);
    const body = found.requestBody;
    const isEmpty = body?.description !== undefined;
    return {
      operationId: found.operationId,
      method: method.toUpperCase(),
      path,
      summary: found.summary,
      description: found.description ?? '',
      permission: found['x-permission'],
      parameters: (found.parameters ?? []).map((parameter) => resolved<Parameter>(parameter)),
      body: body === undefined || isEmpty ? undefined : { ...contentOf(body.content), required: body.required },
      success: { status, content: contentOf(success.content) },
      errors: responses
        .filter(([status]) => !status.startsWith('2'))
        .map(([status, { description, content }]) => ({
          status: status === 'default' ? 'other' : status,
          phrase: status === 'default' ? '' : phraseIn(content),
          description,
        })),
    };
  }

  const operations = Object.entries(source.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, found]) => ({ tag: found.tags[0], made: operation(method, path, found) })),
  );
  return {
    title: source.info.title,
    version: source.info.version,
    introduction: source.info.description,
    tags: source.tags.map(({ name, description }) => ({
      name,
      description,
      operations: operations
        .filter(({ tag }) => tag === name)
        .map(({ made }) => made)
        .sort((a, b) => depth(a) - depth(b)),
    })),
    schemas: Object.entries(schemas),
    named(schema) {
      const at = schema.items ?? schema;
      const name = refName(at.$ref ?? at.anyOf?.find(({ $ref }) => $ref !== undefined)?.$ref ?? '');
      const found = schemas[name];
      return found === undefined ? undefined : { name, schema: found };
    },
  };
}

/** The phrase of an error's example; a refusal has a body of its own beside the common one. */
function phraseIn(content: Response['content']): string {
  const example = content?.['application/json']?.example as { error?: string } | undefined;
  return example?.error ?? 'Bad Request';
}
