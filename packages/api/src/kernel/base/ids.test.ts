import { beforeAll, describe, expect, it, vi } from 'vitest';

let newId: () => string;
beforeAll(async () => {
  // Ids never go back, and a test with a later clock may have run before in this process.
  vi.resetModules();
  ({ newId } = await import('./ids.ts'));
});

describe('a new id', () => {
  it('an id is a UUID of version 7 with the moment in it', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const moment = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16);
    expect(moment).toBeGreaterThanOrEqual(before);
    expect(moment).toBeLessThanOrEqual(Date.now());
  });

  it('an id is greater than the one before, even in the same millisecond', () => {
    const ids = Array.from({ length: 20_000 }, newId);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('an id has a random end that the one before does not reveal', () => {
    const ends = Array.from({ length: 2000 }, () => newId().slice(-12));
    expect(new Set(ends).size).toBe(ends.length);
  });
});
