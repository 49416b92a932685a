export interface BareItem {
  readonly type: 'decimal' | 'integer' | 'string' | 'token' | 'boolean' | 'bytes';
  readonly value: string | number | boolean;
}

export interface StructuredItem {
  readonly item: BareItem;
  readonly params: ReadonlyMap<string, BareItem>;
}

const BARE_ITEMS: readonly [BareItem['type'], RegExp, (text: string) => BareItem['value']][] = [
  ['decimal', /-?\d{1,12}\.\d{1,3}(?![\d.])/y, Number],
  ['integer', /-?\d{1,15}(?![\d.])/y, Number],
  ['string', /"(?:[ !#-[\]-~]|\\["\\])*"/y, (text) => text.slice(1, -1).replace(/\\(.)/g, '$1')],
  ['token', /[A-Za-z*][!#$%&'*+\-.^_`|~\w:/]*/y, String],
  ['boolean', /\?[01]/y, (text) => text === '?1'],
  ['bytes', /:[A-Za-z0-9+/]*={0,2}:/y, String],
];
const TRUE: BareItem = { type: 'boolean', value: true };

/**
 * Parses a Structured Fields list of items with parameters (RFC 9651, 3.1). Returns undefined for anything else, including inner
 * lists: by the standard, one error invalidates the whole field.
 */
export function parseStructuredList(text: string): StructuredItem[] | undefined {
  let at = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const bareItem = (): BareItem | undefined => {
    for (const [type, pattern, read] of BARE_ITEMS) {
      const found = match(pattern);
      if (found !== undefined) return { type, value: read(found) };
    }
    return undefined;
  };
  const parameters = (): Map<string, BareItem> | undefined => {
    const params = new Map<string, BareItem>();
    while (match(/; */y) !== undefined) {
      const key = match(/[a-z*][a-z0-9_\-.*]*/y);
      const value = match(/=/y) === undefined ? TRUE : bareItem();
      if (key === undefined || value === undefined) return undefined;
      params.set(key, value);
    }
    return params;
  };

  const items: StructuredItem[] = [];
  match(/ */y);
  while (at < text.length) {
    const item = bareItem();
    const params = item === undefined ? undefined : parameters();
    if (item === undefined || params === undefined) return undefined;
    items.push({ item, params });
    match(/[ \t]*/y);
    if (at === text.length) return items;
    if (match(/,[ \t]*/y) === undefined || at === text.length) return undefined;
  }
  return items;
}
