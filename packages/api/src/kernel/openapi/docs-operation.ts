import type { ApiDescription, Operation, Parameter, Schema } from './docs-document.ts';
import { codeBlock, escapeHtml, inline } from './docs-text.ts';
import { choices, curl, exampleText, limitWords, typeWords } from './docs-words.ts';

const link = (name: string): string => `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;

interface FieldRow {
  readonly name: string;
  readonly required: boolean;
  readonly description: string;
  readonly schema: Schema;
}

function fieldRow({ name, required, description, schema }: FieldRow): string {
  const values = choices(schema);
  const limits = limitWords(schema);
  return (
    `<tr><th scope="row"><code>${escapeHtml(name)}</code>${required ? '<span class="required">required</span>' : ''}</th><td>` +
    `<p class="type">${typeWords(schema, link)}${limits === '' ? '' : `<span class="limits">${limits}</span>`}</p>` +
    (description === '' ? '' : `<p>${inline(description)}</p>`) +
    (values.length === 0
      ? ''
      : `<p class="choices">${values.map((value) => `<code>${escapeHtml(value)}</code>`).join(' ')}</p>`) +
    '</td></tr>'
  );
}

function table(caption: string, rows: readonly FieldRow[]): string {
  return (
    `<table class="fields"><caption class="unseen">${escapeHtml(caption)}</caption>` +
    `<thead class="unseen"><tr><th scope="col">Name</th><th scope="col">What it is</th></tr></thead>` +
    `<tbody>${rows.map(fieldRow).join('')}</tbody></table>`
  );
}

/** The fields of an object schema, required ones first. */
export function fieldsTable(caption: string, schema: Schema): string {
  // Of an answer, every field may be relied on or be null; only a request has something to ask for.
  const required = new Set(
    schema.additionalProperties === false || 'file' in (schema.properties ?? {}) ? schema.required : [],
  );
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) => ({
    name,
    required: required.has(name),
    description: property.description ?? '',
    schema: property,
  }));
  if (rows.length === 0) return '<p class="muted">No fields.</p>';
  return table(caption, [...rows.filter((row) => row.required), ...rows.filter((row) => !row.required)]);
}

function parameterTable(title: string, parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  const rows = parameters.map(({ name, required, description = '', schema }) => ({
    name,
    required,
    description,
    schema,
  }));
  return `<h4>${title}</h4>${table(title, rows)}`;
}

function bodyPart({ body }: Operation, api: ApiDescription): string {
  if (body === undefined) return '';
  const types = body.mediaTypes.map((type) => `<code>${escapeHtml(type)}</code>`).join(' or ');
  const named = api.named(body.schema);
  const schema = named?.schema ?? body.schema;
  const title = named === undefined ? '' : ` <span class="muted">${link(named.name)}</span>`;
  return (
    `<h4>Request body${title}</h4><p class="muted">${types}${body.required ? '' : ', may be left out'}</p>` +
    fieldsTable('Request body', schema)
  );
}

function answerPart({ success }: Operation, api: ApiDescription): string {
  const { schema, mediaTypes } = success.content;
  const named = api.named(schema);
  const types = mediaTypes.map((type) => `<code>${escapeHtml(type)}</code>`).join(' or ');
  const what = named === undefined ? 'the file' : typeWords(schema, link);
  const line = `<p><span class="status ok">${success.status}</span> ${what} <span class="muted">${types}</span></p>`;
  if (named === undefined) return `<h4>Answer</h4>${line}`;
  const count = Object.keys(named.schema.properties ?? {}).length;
  const fields = fieldsTable('Answer', named.schema);
  const summary = `${count} field${count === 1 ? '' : 's'} of ${escapeHtml(named.name)}`;
  return `<h4>Answer</h4>${line}<details><summary>${summary}</summary>${fields}</details>`;
}

function errorsPart({ errors }: Operation): string {
  const rows = errors.map(
    ({ status, phrase, description }) =>
      `<tr><th scope="row"><span class="status">${status}</span></th>` +
      `<td>${phrase === '' ? '' : `<p class="type">${escapeHtml(phrase)}</p>`}<p>${inline(description)}</p></td></tr>`,
  );
  const listed = errors.map(({ status }) => `<span class="status">${status}</span>`).join(' ');
  return (
    `<h4>Errors</h4><details><summary>${listed}</summary><table class="fields"><caption class="unseen">Errors</caption>` +
    `<thead class="unseen"><tr><th scope="col">Status</th><th scope="col">When</th></tr></thead>` +
    `<tbody>${rows.join('')}</tbody></table></details>`
  );
}

const methodBadge = (method: string): string => `<span class="method ${method.toLowerCase()}">${method}</span>`;

/** One operation: words on one side, a command and its answer on the other. */
export function operationHtml(operation: Operation, api: ApiDescription): string {
  const { operationId, method, path, summary, description, permission, parameters, success } = operation;
  const fields = Object.keys((operation.body && api.named(operation.body.schema))?.schema.properties ?? {});
  const names = [...parameters.map(({ name }) => name), ...fields];
  const words = [operationId, method, path, summary, description, permission ?? '', ...names].join(' ').toLowerCase();
  const example = success.content.example;
  const route = escapeHtml(path).replace(/\{\w+\}/g, (id) => `<em>${id}</em>`);
  return (
    `<article class="operation" id="${escapeHtml(operationId)}" data-words="${escapeHtml(words)}"><div class="words">` +
    `<h3><a href="#${escapeHtml(operationId)}">${escapeHtml(summary)}</a></h3>` +
    `<p class="route">${methodBadge(method)}<code>${route}</code></p>` +
    (description === '' ? '' : `<p>${inline(description)}</p>`) +
    `<p class="permission">${permission === undefined ? 'Any valid key may do this.' : `Needs the permission <code>${escapeHtml(permission)}</code>`}</p>` +
    parameterTable(
      'Path parameters',
      parameters.filter((parameter) => parameter.in === 'path'),
    ) +
    parameterTable(
      'Query parameters',
      parameters.filter((parameter) => parameter.in === 'query'),
    ) +
    bodyPart(operation, api) +
    answerPart(operation, api) +
    errorsPart(operation) +
    `</div><div class="samples">${codeBlock(curl(operation), 'sh', 'Request')}` +
    (example === undefined
      ? ''
      : codeBlock(exampleText(example), typeof example === 'string' ? 'csv' : 'json', `Answer ${success.status}`)) +
    '</div></article>'
  );
}

/** The operation's line in the contents. */
export const operationLink = ({ operationId, method, path, summary }: Operation): string =>
  `<li data-words="${escapeHtml([operationId, method, path, summary].join(' ').toLowerCase())}">` +
  `<a href="#${escapeHtml(operationId)}">${methodBadge(method)}<span>${escapeHtml(summary)}</span></a></li>`;
