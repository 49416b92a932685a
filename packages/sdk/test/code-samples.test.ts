import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, test } from 'vitest';

interface Described {
  readonly operationId: string;
  readonly 'x-codeSamples': readonly { readonly label: string; readonly source: string }[];
}
const document = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8')) as {
  paths: Record<string, Record<string, Described>>;
};

const folder = fileURLToPath(new URL('.', import.meta.url));
const samples = new Map(
  Object.values(document.paths)
    .flatMap((item) => Object.values(item))
    .map((operation) => {
      const { source } = operation['x-codeSamples'].find(({ label }) => label === 'Node.js') ?? { source: '' };
      return [`${folder}${operation.operationId}.sample.ts`, source];
    }),
);

/** What the compiler says of the samples, by operation. */
function problems(sources: ReadonlyMap<string, string>): readonly string[] {
  const options: ts.CompilerOptions = {
    noEmit: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    paths: { '@raptor-comply/sdk': [fileURLToPath(new URL('../src/index.ts', import.meta.url))] },
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (name) => sources.has(name) || fileExists(name);
  host.readFile = (name) => sources.get(name) ?? readFile(name);
  host.getSourceFile = (name, version) => {
    const text = sources.get(name);
    return text === undefined ? getSourceFile(name, version) : ts.createSourceFile(name, text, version);
  };
  return ts
    .getPreEmitDiagnostics(ts.createProgram([...sources.keys()], options, host))
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
}

test('the Node.js sample of every operation is a call that the SDK has, with the arguments that it takes', () => {
  expect(samples.size).toBeGreaterThan(40);
  expect([...samples.values()].filter((source) => !source.includes('await client.'))).toEqual([]);
  expect(problems(samples)).toEqual([]);
  const wrong = 'import { RaptorComply } from "@raptor-comply/sdk";\nawait new RaptorComply().facilities.update({});';
  expect(problems(new Map([[`${folder}wrong.sample.ts`, wrong]]))).toHaveLength(1);
}, 60_000);
