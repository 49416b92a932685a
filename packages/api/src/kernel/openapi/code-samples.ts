import type { Operation } from '../slice/contract.ts';
import type { ExampleCall } from './examples.ts';
import { camelCase, methodName } from './sdk-names.ts';

export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}

/** `facilities.csv` */
const fileOf = ({ tag }: Operation): string => `${tag.toLowerCase().replaceAll(' ', '-')}.csv`;
const joinLines = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('\n');
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

const pathOf = ({ path }: Operation, { params }: ExampleCall): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? '');

function curl(operation: Operation, call: ExampleCall): string {
  const { query, body } = call;
  const { method, response } = operation;
  const isPlainPost = method === 'POST' && operation.body !== undefined;
  const search =
    query === undefined
      ? ''
      : `?${new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]))}`;
  const parts = [
    `curl ${method === 'GET' || isPlainPost ? '' : `-X ${method} `}"$RAPTOR_COMPLY_URL${pathOf(operation, call)}${search}"`,
    '-H "X-API-Key: $RAPTOR_COMPLY_API_KEY"',
  ];
  if (operation.body?.kind === 'file') parts.push(`-F file=@${fileOf(operation)}`);
  if (body !== undefined)
    parts.push("-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(body, null, 2))}`);
  if (response.kind === 'file') parts.push(`-o ${fileOf(operation)}`);
  if (response.kind === 'archive') parts.push('-OJ');
  return parts.join(' \\\n  ');
}

function node(operationId: string, operation: Operation, { params, query, body }: ExampleCall): string {
  const { tag, method, path, response } = operation;
  const isUpload = operation.body?.kind === 'file';
  const name = methodName({ operationId, tag, method, path, returnsArray: response.kind === 'list' });
  const args = [
    ...Object.values(params).map((id) => JSON.stringify(id)),
    ...(isUpload ? [`await readFile("${fileOf(operation)}")`] : []),
    ...[body, query].filter((value) => value !== undefined).map(javascriptLiteral),
  ];
  return joinLines(
    isUpload ? 'import { readFile } from "node:fs/promises";' : '',
    'import { RaptorComply } from "@raptor-comply/sdk";',
    '\nconst client = new RaptorComply();',
    `const result = await client.${camelCase(tag)}.${name}(${args.join(', ')});`,
  );
}

function python(operation: Operation, call: ExampleCall): string {
  const { query, body } = call;
  const isText = operation.response.kind === 'file' || operation.response.kind === 'text';
  return joinLines(
    'import os\n\nimport requests\n',
    `response = requests.${operation.method.toLowerCase()}(`,
    `    os.environ["RAPTOR_COMPLY_URL"] + "${pathOf(operation, call)}",`,
    '    headers={"X-API-Key": os.environ["RAPTOR_COMPLY_API_KEY"]},',
    query === undefined ? '' : `    params=${pythonLiteral(query)},`,
    body === undefined ? '' : `    json=${pythonLiteral(body)},`,
    operation.body?.kind === 'file' ? `    files={"file": open("${fileOf(operation)}", "rb")},` : '',
    ')',
    'response.raise_for_status()',
    operation.response.kind === 'archive'
      ? 'with open("package.zip", "wb") as file:\n    file.write(response.content)'
      : isText
        ? 'print(response.text)'
        : 'print(response.json())',
  );
}

/** How to call an operation with curl, the SDK, and Python. */
export const codeSamples = (operationId: string, operation: Operation, call: ExampleCall): readonly CodeSample[] => [
  { lang: 'bash', label: 'curl', source: curl(operation, call) },
  { lang: 'javascript', label: 'Node.js', source: node(operationId, operation, call) },
  { lang: 'python', label: 'Python', source: python(operation, call) },
];
