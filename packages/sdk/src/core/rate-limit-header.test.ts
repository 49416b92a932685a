import fc from 'fast-check';
import { parseList, Token } from 'structured-headers';
import { expect, test } from 'vitest';
import { parseRateLimit } from './rate-limit-header.ts';
import { parseStructuredList } from './structured-list.ts';

test('a policy says what remains of it and, once exhausted, when there is more', () => {
  expect(parseRateLimit('"default";r=42;t=7')).toEqual({ remaining: 42, resetMs: undefined });
  expect(parseRateLimit('"default";r=0;t=7')).toEqual({ remaining: 0, resetMs: 7000 });
  expect(parseRateLimit('"default";r=0')).toEqual({ remaining: 0, resetMs: undefined });
});

test('of several policies, the least remaining and the longest reset among the exhausted ones count', () => {
  const several = '"burst";r=0;t=2, "daily";r=0;t=90;pk=:cHsdsRa894==:, "other";r=5;t=900';
  expect(parseRateLimit(several)).toEqual({ remaining: 0, resetMs: 90_000 });
  expect(parseRateLimit('"a";r=9;t=2,"b";r=3;t=1')).toEqual({ remaining: 3, resetMs: undefined });
});

test('a malformed field says nothing: the name is a quoted string, and r and t are whole numbers', () => {
  const junk = [
    'default;r=0;t=7',
    '"burst";r=0;t=7, default;r=0;t=7',
    '7;r=0;t=7',
    '?1;r=0;t=7',
    ':YQ==:;r=0;t=7',
    "'default';r=0;t=7",
    '"x";t=7',
    '"x";r;t=7',
    '"x";r=0.0;t=7',
    '"x";r=-1;t=7',
    '"x";r="0";t=7',
    '"x";r=0;t=-7',
    '"x";r=0;t=7.5',
    '"x";r=0;t=7.0',
    '"x";r=0;t="7"',
    '"x";R=0;T=7',
    '"x" r=0 t=7',
    '"x;r=0;t=7',
    '("x");r=0;t=7',
  ];
  for (const value of [...junk, '', 'limit=5, remaining=0, reset=7', '"x";r=0;t=7,']) {
    expect([value, parseRateLimit(value)]).toEqual([value, undefined]);
  }
  expect(parseRateLimit(null)).toBeUndefined();
});

test('lists are read as the reference parser reads them, and refused where it refuses them', () => {
  const piece = fc.constantFrom(
    '"a"',
    'tok',
    '*t',
    '7',
    '-3',
    '1.5',
    '?1',
    ':YQ==:',
    ';',
    '; ',
    '=',
    ',',
    ', ',
    ' ',
    '\t',
    '"',
    '\\',
    'r',
    'r=0',
    ';t=7',
    '1234567890123456',
    '1.',
    '@1',
    '(',
    'A',
    '"b\\"c"',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      expect([text, simplified(parseStructuredList(text))]).toEqual([text, simplified(reference(text))]);
    }),
    { numRuns: 3000 },
  );
});

type Simple = readonly (readonly [string, Readonly<Record<string, string>>])[] | undefined;

type Item = { readonly type: string; readonly value: unknown };

function simplified(items: readonly { item: Item; params: ReadonlyMap<string, Item> }[] | undefined): Simple {
  const text = ({ type, value }: Item) => `${type} ${value}`;
  return items?.map(({ item, params }) => {
    return [text(item), Object.fromEntries([...params].map(([name, param]) => [name, text(param)]))] as const;
  });
}

/** What this project does not read, dates, bytes and inner lists, is put aside. */
function reference(text: string): { item: Item; params: Map<string, Item> }[] | undefined {
  try {
    const items = parseList(text);
    const bare = (value: unknown): Item => {
      if (value instanceof ArrayBuffer) return { type: 'bytes', value: `:${Buffer.from(value).toString('base64')}:` };
      if (value instanceof Token) return { type: 'token', value };
      if (typeof value !== 'number') return { type: typeof value, value };
      return { type: Number.isInteger(value) ? 'integer' : 'decimal', value };
    };
    if (
      items.some(([value, params]) =>
        [value, ...params.values()].some((item) => Array.isArray(item) || item instanceof Date),
      )
    )
      return undefined;
    return items.map(([value, params]) => {
      return { item: bare(value), params: new Map([...params].map(([name, param]) => [name, bare(param)])) };
    });
  } catch {
    return undefined;
  }
}
