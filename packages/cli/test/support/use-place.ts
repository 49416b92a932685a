import { afterAll, beforeAll } from 'vitest';
import { newPlace, type Place } from './processes.ts';

/** A place for the tests of this file: made before them, removed after them. */
export function usePlace(make: () => Promise<Place> = newPlace): Place {
  const place = {} as Place;
  beforeAll(async () => {
    Object.assign(place, await make());
  });
  afterAll(() => place.remove());
  return place;
}
