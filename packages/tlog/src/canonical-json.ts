/** Whether JSON.stringify writes the keys of a value, and of all values in it, in their order. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const [name, item] of Object.entries(value)) {
    if (name < last || !isInOrder(item)) return false;
    last = name;
  }
  return true;
}

/** JSON in the canonical form of RFC 8785: keys in the order of their code units, no spaces, numbers and text as ECMAScript writes them. */
export function canonicalJson(value: unknown): string {
  // Most are in order already, and JSON.stringify is several times as fast.
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const fields = Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${canonicalJson(item)}`).join(',')}}`;
}
