import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Operation, readOperations } from '../scripts/generator/operations.mjs';
import { RaptorComply, type Upload } from '../src/index.ts';
import { answer, json } from './fault-server.ts';
import { quick, useFaultServer } from './setup.ts';

const server = useFaultServer();
const document: unknown = JSON.parse(readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'));
type Method = (...parameters: unknown[]) => Promise<unknown>;

/** A method of a client by the names that the generator gave it. */
function methodOf(comply: RaptorComply, { resource, name }: Operation): Method {
  const owner: unknown = Reflect.get(comply, resource);
  return (...parameters) => Reflect.apply(Reflect.get(owner as object, name) as Method, owner, parameters);
}

for (const operation of readOperations(document)) {
  const { method, path, resource, name, ids, body, upload, query } = operation;
  test(`comply.${resource}.${name} sends ${method} ${path}`, async () => {
    const success =
      operation.response === 'text' ? answer(200, 'a,b') : json(200, operation.response === 'array' ? [] : {});
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
}
