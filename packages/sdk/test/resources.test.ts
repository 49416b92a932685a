import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Operation, readOperations } from '../scripts/generator/operations.mjs';
import { type ParseError, RaptorComply, type Upload } from '../src/index.ts';
import { json, respond } from './fault-server.ts';
import { failureOf, quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const document: unknown = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'));
type Method = (...parameters: unknown[]) => Promise<unknown>;

/** A method of a client by the names that the generator gave it. */
function methodOf(comply: RaptorComply, { resource, name }: Operation): Method {
  const owner: unknown = Reflect.get(comply, resource);
  return (...parameters) => Reflect.apply(Reflect.get(owner as object, name) as Method, owner, parameters);
}

const notCsv = ['text/html', 'text/html; charset=utf-8', 'application/json', 'application/octet-stream', ''];
const notJson = ['text/html', 'text/csv; charset=utf-8', 'application/xml', 'image/png', 'application/jsonp'];

for (const operation of readOperations(document)) {
  const { method, path, resource, name, ids, body, upload, query } = operation;
  const isFile = operation.response === 'text' || operation.response === 'bytes';
  test(`comply.${resource}.${name} sends ${method} ${path}`, async () => {
    const success = isFile
      ? respond(200, 'a,b', { 'Content-Type': 'text/csv' })
      : json(200, operation.response === 'array' ? [] : {});
    server.script(success);
    const file: Upload = 'a,b';
    const parameters: unknown[] = ids.map((_, index) => `id/${index}`);
    if (upload !== undefined) parameters.push(file);
    if (body !== undefined) parameters.push({ field: 'value' });
    if (query.length > 0) parameters.push({ [query[0]?.name ?? '']: 'x' });
    await methodOf(new RaptorComply(quick(server)), operation)(...parameters, { headers: { 'X-Seen': 'yes' } });

    const [request] = server.requests;
    const expectedPath = ids.reduce((text, id, index) => text.replace(`{${id}}`, `id%2F${index}`), path);
    expect([request?.method, request?.url]).toEqual([
      method,
      expectedPath + (query.length > 0 ? `?${query[0]?.name}=x` : ''),
    ]);
    expect(request?.body.toString()).toBe(upload !== undefined ? file : body === undefined ? '' : '{"field":"value"}');
    expect(request?.headers['x-seen']).toBe('yes');
    expect(request?.headers['idempotency-key'] === undefined).toBe(method === 'GET');
  });

  const parameters: unknown[] = [...ids.map(() => '1'), ...(upload ? ['a,b'] : []), ...(body ? [{}] : [])];
  const valid = isFile ? 'a,b' : operation.response === 'array' ? '[]' : '{}';
  for (const type of isFile ? notCsv : notJson) {
    test(`comply.${resource}.${name} refuses a 200 whose type is ${type}, whatever its body is`, async () => {
      server.script(respond(200, valid, type === '' ? {} : { 'Content-Type': type }));
      const error = await failureOf(methodOf(new RaptorComply(quick(server)), operation)(...parameters));
      expect(error).toMatchObject({ name: 'ParseError', status: 200, attempts: 1, body: valid });
      expect((error as ParseError).message).toContain(type === '' ? 'no Content-Type' : `it is ${type.split(';')[0]}`);
    });
  }

  test(`comply.${resource}.${name} refuses a 204, which is not what it promises`, async () => {
    server.script(respond(204, ''));
    const error = await failureOf(methodOf(new RaptorComply(quick(server)), operation)(...parameters));
    expect(error).toMatchObject({ name: 'ParseError', status: 204 });
  });
}
