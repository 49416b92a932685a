import { describe, expect, it } from 'vitest';
import { resources } from '../../resources/all.ts';
import type { Operation } from '../slice/contract.ts';
import { exampleCall } from './examples.ts';
import { Components, type Json } from './schemas.ts';

/** The example of a response is one to the example of its request. */

const operations: [string, Operation][] = resources.flatMap(({ contract }) => Object.entries(contract));

/** What differs between sent values and the fields of the same names in a response, which has decimals as text. */
function differences(sent: unknown, received: unknown, name: string): string[] {
  if (Array.isArray(sent) && typeof sent[0] === 'object' && Array.isArray(received)) {
    return sent.flatMap((item, index) => differences(item, received[index], `${name}[${index}]`));
  }
  if (typeof sent === 'object' && sent !== null && !Array.isArray(sent)) {
    const fields = received as Json;
    return Object.entries(sent).flatMap(([field, value]) =>
      field in fields ? differences(value, fields[field], `${name}.${field}`) : [],
    );
  }
  const isSame = JSON.stringify(sent) === JSON.stringify(received) || String(sent) === received;
  return isSame ? [] : [`${name}: ${JSON.stringify(sent)} became ${JSON.stringify(received)}`];
}

describe.each(operations)('%s', (operationId, operation) => {
  const { params, query, body, response, file } = exampleCall(operation, new Components());
  const { id: _, ...parents } = params;
  const items = (Array.isArray(response) ? response : [response ?? {}]) as Json[];

  it('the example of a response has the values of its request', () => {
    for (const item of items) {
      expect(differences({ ...parents, ...query, ...(body as Json) }, item, operationId)).toEqual([]);
    }
  });

  it('the example of a response is complete', () => {
    expect(JSON.stringify([response, file])).not.toMatch(/"text"|undefined/);
  });
});

const where = (test: (operation: Operation) => boolean) => operations.filter(([, operation]) => test(operation));

it.each(where(({ response }) => response.status === 201))(
  'the example of %s is in no record that its request does not name',
  (_, operation) => {
    const { params, body, response } = exampleCall(operation, new Components());
    const named = (body ?? { [`${operation.params?.id}Id`]: params.id }) as Json;
    const ids = Object.entries(response as Json).filter(([name]) => /[a-z]Id$/.test(name) && name !== 'addressId');
    for (const [name, value] of ids) expect([name, value]).toEqual([name, named[name] ?? null]);
  },
);

it.each(where(({ method }) => method === 'DELETE'))('the example of %s names what was deleted', (_, operation) => {
  const { message } = exampleCall(operation, new Components()).response as { message: string };
  const part = operation.path.split('}/')[1]?.replace('-', ' ');
  const noun = part ?? String(operation.params?.id).toLowerCase();
  expect(message.toLowerCase()).toMatch(new RegExp(`^${noun} (deleted|ended|revoked)$`));
});

it.each(where(({ response }) => response.kind === 'list' && response.appendOnly === true))(
  'the NDJSON example of %s has the items of the JSON example, one per line',
  (_, operation) => {
    const { response, file } = exampleCall(operation, new Components());
    expect(
      file
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(response);
  },
);

it.each(where(({ response }) => response.kind === 'file'))(
  'the file of %s has a cell for every column',
  (_, operation) => {
    const [header = '', row = '', ...rest] = exampleCall(operation, new Components()).file.split('\r\n');
    const cells = row.replace(/"[^"]*"/g, '').split(',');
    expect([cells.length, rest]).toEqual([header.split(',').length, ['']]);
  },
);
