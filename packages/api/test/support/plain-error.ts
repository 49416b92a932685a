import { expect } from 'vitest';
import type { RawResponse } from './raw-http.ts';

/** The one error shape without a field, and the headers that every response has, from whichever layer. */
export function expectPlainError({ status, headers, body }: RawResponse, expected: number): void {
  expect(status, body).toBe(expected);
  expect(Object.keys(JSON.parse(body))).toEqual(['error', 'message']);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'private, no-cache',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.stringMatching(/^[\w.\-=]{1,128}$/),
  });
}
