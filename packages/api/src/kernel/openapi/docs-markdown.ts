import { type ApiDescription, describeApi, type Operation, type Schema } from './docs-document.ts';
import { anchor } from './docs-text.ts';
import { choices, curl, exampleText, limitWords, typeWords } from './docs-words.ts';
import type { Json } from './schemas.ts';

/** The reference as Markdown, to be read where the code is. */

const link = (name: string): string => `[${name}](#${name.toLowerCase()})`;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function meaning(description: string, schema: Schema): string {
  const values = choices(schema)
    .map((value) => `\`${value}\``)
    .join(', ');
  return cell([description, values === '' ? '' : `One of ${values}.`].filter((part) => part !== '').join(' '));
}

function typeCell(schema: Schema): string {
  const limits = limitWords(schema);
  return cell(typeWords(schema, link) + (limits === '' ? '' : `; ${limits}`));
}

function table(rows: readonly { name: string; required: boolean; schema: Schema; description: string }[]): string {
  const lines = rows.map(
    ({ name, required, schema, description }) =>
      `| \`${name}\`${required ? ' **required**' : ''} | ${typeCell(schema)} | ${meaning(description, schema)} |`,
  );
  return ['| name | type | meaning |', '|---|---|---|', ...lines].join('\n');
}

function fieldsTable(schema: Schema): string {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.length === 0) return 'No fields.';
  const required = new Set(schema.additionalProperties === false ? schema.required : []);
  return table(
    fields.map(([name, field]) => ({
      name,
      required: required.has(name),
      schema: field,
      description: field.description ?? '',
    })),
  );
}

const fenced = (language: string, code: string): string => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;

function answerLine({ success }: Operation, api: ApiDescription): string {
  const { schema, mediaTypes } = success.content;
  const what = api.named(schema) === undefined ? 'the file' : typeWords(schema, link);
  return `Answer: **${success.status}**, ${what} (${mediaTypes.map((type) => `\`${type}\``).join(' or ')}).`;
}

function operationText(operation: Operation, api: ApiDescription): string {
  const { method, path, summary, description, permission, parameters, body, success, errors } = operation;
  const { example } = success.content;
  const statuses = errors.filter(({ status }) => status !== 'other').map(({ status }) => status);
  return [
    `### ${summary}`,
    `\`${method} ${path}\` · ${permission === undefined ? 'any valid key' : `needs \`${permission}\``} · \`${operation.operationId}\``,
    description,
    parameters.length === 0
      ? ''
      : table(parameters.map((parameter) => ({ ...parameter, description: parameter.description ?? '' }))),
    body === undefined
      ? ''
      : `Body: ${api.named(body.schema) === undefined ? 'the CSV file' : typeWords(body.schema, link)} (${body.mediaTypes.map((type) => `\`${type}\``).join(' or ')}).`,
    answerLine(operation, api),
    `Errors: ${statuses.join(', ')}.`,
    fenced('sh', curl(operation)),
    example === undefined ? '' : fenced(typeof example === 'string' ? 'csv' : 'json', exampleText(example)),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function errorsTable({ tags }: ApiDescription): string {
  const all = new Map(
    tags.flatMap(({ operations }) => operations.flatMap(({ errors }) => errors)).map((error) => [error.status, error]),
  );
  const rows = [...all.values()]
    .sort((a, b) => (a.status < b.status ? -1 : 1))
    .map(({ status, phrase, description }) => `| ${status} | ${phrase} | ${cell(description)} |`);
  return ['| status | error | when |', '|---|---|---|', ...rows].join('\n');
}

/** The Markdown reference of an OpenAPI document of ours. */
export function renderMarkdown(openapi: Json): string {
  const api = describeApi(openapi);
  const contents = api.tags.map(({ name }) => `- [${name}](#${anchor(name)})`).join('\n');
  return [
    `# ${api.title}: API reference`,
    `Version ${api.version}. Made from the contracts by \`npm run generate\`; a running server has the same at \`/docs\`.`,
    `${contents}\n- [Statuses](#statuses)\n- [Schemas](#schemas)`,
    api.introduction,
    ...api.tags.flatMap(({ name, description, operations }) => [
      `## ${name}`,
      description,
      ...operations.map((operation) => operationText(operation, api)),
    ]),
    '## Statuses',
    errorsTable(api),
    '## Schemas',
    ...api.schemas.flatMap(([name, schema]) => [`### ${name}`, fieldsTable(schema)]),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}
