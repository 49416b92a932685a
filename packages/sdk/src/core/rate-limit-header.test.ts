import fc from 'fast-check';
import { parseList } from 'structured-headers';
import { expect, test } from 'vitest';
import { parseRateLimitReset } from './rate-limit-header.ts';
import { parseStructuredList } from './structured-list.ts';

test('a used-up policy asks for its reset', () => {
  expect(parseRateLimitReset('"default";r=0;t=7')).toBe(7000);
  expect(parseRateLimitReset('default;r=0;t=7')).toBe(7000);
});

test('of several policies the longest reset among the used-up ones counts', () => {
  expect(parseRateLimitReset('"burst";r=0;t=2, "daily";r=0;t=90;pk=:cHsdsRa894==:, "other";r=5;t=900')).toBe(90_000);
});

test('a policy with something remaining, and any junk, asks for nothing', () => {
  const junk = [
    '"x";r=1;t=7',
    '"x";r=0',
    '"x";t=7',
    '"x";r=0;t=-7',
    '"x";r=0;t=7.5',
    '"x";r=0;t="7"',
    '"x" r=0 t=7',
    '"x;r=0;t=7',
    '("x");r=0;t=7',
  ];
  for (const value of [...junk, '', 'limit=5, remaining=0, reset=7', '"x";r=0;t=7,']) {
    expect([value, parseRateLimitReset(value)]).toEqual([value, undefined]);
  }
  expect(parseRateLimitReset(null)).toBeUndefined();
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

function simplified(items: readonly { value: unknown; params: ReadonlyMap<string, unknown> }[] | undefined): Simple {
  return items?.map(({ value, params }) => {
    return [String(value), Object.fromEntries([...params].map(([name, param]) => [name, String(param)]))] as const;
  });
}

/** What this project does not read, dates, bytes and inner lists, is put aside. */
function reference(text: string): { value: unknown; params: Map<string, unknown> }[] | undefined {
  try {
    const items = parseList(text);
    const bare = (value: unknown) =>
      value instanceof ArrayBuffer ? `:${Buffer.from(value).toString('base64')}:` : value;
    if (
      items.some(([value, params]) =>
        [value, ...params.values()].some((item) => Array.isArray(item) || item instanceof Date),
      )
    )
      return undefined;
    return items.map(([value, params]) => {
      return { value: bare(value), params: new Map([...params].map(([name, param]) => [name, bare(param)])) };
    });
  } catch {
    return undefined;
  }
}
