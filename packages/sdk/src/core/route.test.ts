import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ConfigError } from './errors.ts';
import { appendQuery, expandPath, routeOf } from './route.ts';

test('an id is exactly one segment, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (id) => {
      fc.pre(id !== '.' && id !== '..' && Buffer.from(id).toString() === id);
      const url = new URL(`https://h${expandPath('/facilities/{id}/cyber-assets', { id })}`);
      const segments = url.pathname.split('/');
      expect(segments).toHaveLength(4);
      expect(decodeURIComponent(segments[2] ?? '')).toBe(id);
      expect(url.search + url.hash).toBe('');
    }),
  );
});

test('an id that is empty, a path step, no string or not text throws', () => {
  for (const id of ['', '.', '..', undefined, null, 7, {}, '\ud800']) {
    expect(() => expandPath('/facilities/{id}', { id: id as string })).toThrow(ConfigError);
  }
});

test('a query repeats lists, writes dates as timestamps and leaves out what is undefined', () => {
  const query = { limit: 5, inService: false, tag: ['a b', 'c&d'], since: new Date(0), cursor: undefined };
  expect(appendQuery('/x', query)).toBe(
    '/x?limit=5&inService=false&tag=a+b&tag=c%26d&since=1970-01-01T00%3A00%3A00.000Z',
  );
  expect(appendQuery('/x', {})).toBe('/x');
});

test('a query value without a text form throws', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, null, {}, new Date(Number.NaN), [null]]) {
    expect(() => appendQuery('/x', { value: value as string })).toThrow(ConfigError);
  }
});

test('a route has no id and no query, however the path was written', () => {
  fc.assert(
    fc.property(fc.uuid(), (id) => {
      expect(routeOf(`/cyber-systems/${id}/cyber-assets/export-low?after=${id}`)).toBe(
        '/cyber-systems/{id}/cyber-assets/export-low',
      );
    }),
  );
  for (const path of ['/', '/api/v2/facilities', '/openapi.json', '/facilities/{id}', '/activity/{a}/{b}'])
    expect(routeOf(path)).toBe(path);
});
