const MOST = 256;

/** Returns the map's value, created if missing, and forgets the least recently used of more than 256. */
export function recall<V>(map: Map<string, V>, name: string, create: () => V): V {
  const value = map.get(name) ?? create();
  map.delete(name);
  map.set(name, value);
  const [oldest] = map.keys();
  if (map.size > MOST && oldest !== undefined) map.delete(oldest);
  return value;
}
