/** Returns the unresolved target of the first `rel="next"` in a `Link` header (RFC 8288), or undefined. */
export function parseNextLink(header: string | null): string | undefined {
  const text = header ?? '';
  let at = 0;
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  while (at < text.length) {
    const target = match(/[\s,]*<([^<>]*)>/y)?.[1];
    if (target === undefined) return undefined;
    let relation: string | undefined;
    while (match(/\s*;\s*/y)) {
      const name = match(/[^\s=;,"<>]*/y)?.[0].toLowerCase();
      if (!match(/\s*=\s*/y)) continue;
      const value = match(/"((?:[^"\\]|\\.)*)"|([^\s";,]*)/y);
      // Only the first `rel` of a link counts.
      if (name === 'rel') relation ??= value?.[1] ?? value?.[2] ?? '';
    }
    if (relation?.toLowerCase().split(/\s+/).includes('next')) return target;
    if (!match(/\s*(?:,|$)/y)) return undefined;
  }
  return undefined;
}
