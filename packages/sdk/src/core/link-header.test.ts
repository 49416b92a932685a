import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseNextLink } from './link-header.ts';

test('the next page is found in every form that the standard allows', () => {
  const headers = [
    '</a?cursor=1>; rel="next"',
    '</a?cursor=1>;rel=next',
    '< /a?cursor=1>; REL="NEXT"'.replace('< ', '<'),
    '</first>; rel="first", </a?cursor=1>; rel="next"',
    '</a?cursor=1>; title="a, \\"b\\"; rel=prev"; rel="last next"',
    ' </x>; rel=prev ,, </a?cursor=1> ; rel = next; type="application/json"',
  ];
  for (const header of headers) expect([header, parseNextLink(header)]).toEqual([header, '/a?cursor=1']);
});

test('other relations and junk are no next page', () => {
  const headers = [
    '</a>; rel="prev"',
    '</a>',
    '/a; rel=next',
    '</a>; rel="nextish"',
    '</a; rel="next"',
    '</a>; rel=prev; rel=next',
    '',
    '<',
  ];
  for (const header of headers) expect([header, parseNextLink(header)]).toEqual([header, undefined]);
  expect(parseNextLink(null)).toBeUndefined();
});

test('no text, however long or hostile, takes more than a moment', () => {
  const hostile = `<a>${'; a  '.repeat(4000)}X`;
  const startedAt = performance.now();
  expect(parseNextLink(hostile)).toBeUndefined();
  fc.assert(
    fc.property(fc.array(fc.constantFrom('<', '>', ';', ' ', '"', '\\', '=', ',', 'rel', 'next', 'a')), (pieces) => {
      parseNextLink(pieces.join(''));
    }),
  );
  expect(performance.now() - startedAt).toBeLessThan(5000);
});
