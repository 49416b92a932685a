import { describe, expect, it } from 'vitest';
import { useClient, useSharedServer } from '../../../test/support/use-test-server.ts';

const client = useClient(useSharedServer());

const typeOf = async (path: string, accept: string): Promise<string | undefined> => {
  const { status, headers } = await client.get(path, { accept });
  expect(status).toBe(200);
  expect(headers.get('vary')).toMatch(/^Accept\b(?!-)/);
  return headers.get('content-type')?.split(';')[0];
};

describe('the media type that a caller weighs highest', () => {
  it.each([
    ['application/x-ndjson', 'application/x-ndjson'],
    ['application/json, application/x-ndjson', 'application/x-ndjson'],
    ['application/json, application/x-ndjson;q=0', 'application/json'],
    ['application/json, application/x-ndjson; Q=0.000', 'application/json'],
    ['application/json;q=0.5, application/x-ndjson;q=0.6', 'application/x-ndjson'],
    ['application/json;q=0.6, application/x-ndjson;q=0.5', 'application/json'],
    ['application/x-ndjson;q=0.1, */*', 'application/json'],
    ['*/*;q=0.1, APPLICATION/X-NDJSON;q=0.1', 'application/x-ndjson'],
    ['application/*', 'application/json'],
    ['application/*, application/json;q=0', 'application/x-ndjson'],
    ['*/*', 'application/json'],
    ['application/x-ndjson;q=nonsense', 'application/json'],
    ['application/x-ndjson;q=1.5', 'application/json'],
    ['application/x-ndjson;q=0', 'application/json'],
    ['text/application/x-ndjson', 'application/json'],
    ['', 'application/json'],
  ])('the activity log for %j is %s', async (accept, type) => {
    expect(await typeOf('/activity', accept)).toBe(type);
  });

  it.each([
    ['text/csv', 'text/csv'],
    ['text/*', 'text/csv'],
    ['text/csv;q=0', 'application/json'],
    ['application/json;q=0.5, text/csv;charset=utf-8;q=0.9', 'text/csv'],
    ['application/json, text/csv;q=0.9', 'application/json'],
    ['*/*, application/json;q=0.1', 'text/csv'],
    ['*/*', 'application/json'],
  ])('the import template for %j is %s', async (accept, type) => {
    expect(await typeOf('/cyber-assets/import/template', accept)).toBe(type);
  });
});
