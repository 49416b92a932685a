import type { Operation } from '../slice/contract.ts';
import { camelCase, methodName, words } from './sdk-names.ts';

export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** An operation with the example values of one call. */
export interface SampleCall {
  readonly operationId: string;
  readonly operation: Operation;
  readonly ids: readonly string[];
  readonly query: Readonly<Record<string, string>>;
  /** The JSON body, or undefined if there is none. */
  readonly body: unknown;
}

const CSV_FILE = 'cyber-assets.csv';
const joinLines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');
const hasEntries = (values: object): boolean => Object.keys(values).length > 0;
const shellQuoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** A JSON value as a JavaScript literal: without quotes around keys. */
const javascriptLiteral = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, '$1$2:');

const PYTHON_WORDS: Readonly<Record<string, string>> = { null: 'None', true: 'True', false: 'False' };

/** A JSON value as a Python literal, indented as an argument. A word in a string is followed by a quote, so it is not replaced. */
const pythonLiteral = (value: unknown): string =>
  JSON.stringify(value, null, 4)
    .replace(/\b(null|true|false)(?=,?$)/gm, (word) => PYTHON_WORDS[word] ?? word)
    .replaceAll('\n', '\n    ');

function pathOf({ operation, ids }: SampleCall): string {
  const rest = [...ids];
  return operation.path.replace(/\{\w+\}/g, () => rest.shift() ?? '');
}

function curl(call: SampleCall): string {
  const { operation, query, body } = call;
  const { method, response } = operation;
  const isPlainPost = method === 'POST' && operation.body !== undefined;
  const search = hasEntries(query) ? `?${new URLSearchParams(query)}` : '';
  const parts = [
    `curl ${method === 'GET' || isPlainPost ? '' : `-X ${method} `}"$RAPTOR_COMPLY_URL${pathOf(call)}${search}"`,
    '-H "X-API-Key: $RAPTOR_COMPLY_API_KEY"',
  ];
  if (operation.body?.kind === 'csv') parts.push(`-F file=@${CSV_FILE}`);
  if (body !== undefined)
    parts.push("-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(body, null, 2))}`);
  if (response.kind === 'csv') parts.push(`-o ${CSV_FILE}`);
  return parts.join(' \\\n  ');
}

function node({ operationId, operation, ids, query, body }: SampleCall): string {
  const { tag, method, path, response } = operation;
  const isUpload = operation.body?.kind === 'csv';
  const name = methodName({ operationId, tag, method, path, returnsArray: response.kind === 'list' });
  const values = [body, hasEntries(query) ? query : undefined].filter((value) => value !== undefined);
  const args = [
    ...ids.map((id) => JSON.stringify(id)),
    ...(isUpload ? [`await readFile("${CSV_FILE}")`] : []),
    ...values.map((value) => javascriptLiteral(value)),
  ];
  return joinLines(
    isUpload ? 'import { readFile } from "node:fs/promises";' : '',
    'import { RaptorComply } from "@raptor-comply/sdk";',
    '\nconst client = new RaptorComply();',
    `const result = await client.${camelCase(words(tag))}.${name}(${args.join(', ')});`,
  );
}

function python(call: SampleCall): string {
  const { operation, query, body } = call;
  const isFile = operation.response.kind === 'csv';
  return joinLines(
    'import os\n\nimport requests\n',
    `response = requests.${operation.method.toLowerCase()}(`,
    `    os.environ["RAPTOR_COMPLY_URL"] + "${pathOf(call)}",`,
    '    headers={"X-API-Key": os.environ["RAPTOR_COMPLY_API_KEY"]},',
    hasEntries(query) ? `    params=${pythonLiteral(query)},` : '',
    body === undefined ? '' : `    json=${pythonLiteral(body)},`,
    operation.body?.kind === 'csv' ? `    files={"file": open("${CSV_FILE}", "rb")},` : '',
    ')',
    'response.raise_for_status()',
    isFile ? 'print(response.text)' : 'print(response.json())',
  );
}

/** How to call an operation with curl, the SDK, and Python. */
export const codeSamples = (call: SampleCall): readonly CodeSample[] => [
  { lang: 'bash', label: 'curl', source: curl(call) },
  { lang: 'javascript', label: 'Node.js', source: node(call) },
  { lang: 'python', label: 'Python', source: python(call) },
];
