import { setImmediate as nextTurn } from 'node:timers/promises';

/** What to do with each element of a document; `content` is the text before its end, without that of the elements in it. */
export interface Visit {
  open?(name: string, attributes: string): void;
  close?(name: string, content: string): void;
}

/** Text, and the tag after it. */
const TAG = /([^<]*)<([/?!]?)(?:[\w.-]+:)?([\w.-]*)([^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*)>/y;
const MAX_TAG_LENGTH = 1_048_576;

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decoded(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w+));/gi,
    (whole, hex: string, decimal: string, name: string) => {
      if (name !== undefined) return ENTITIES[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

/** Returns a function that finds an attribute among those of an element. */
export function attribute(name: string): (attributes: string) => string | undefined {
  const pattern = new RegExp(`(?:^|[\\s:])${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`);
  return (attributes) => {
    const [, quoted, other = quoted] = pattern.exec(attributes) ?? [];
    return other === undefined ? undefined : decoded(other);
  };
}

/**
 * Reads the elements of an XML document as it arrives, without namespaces. Yields after each piece. Throws an Error for what is not XML,
 * and for what the XML of workbooks does not have: a document type, comments, and CDATA.
 */
export async function* readXml(pieces: AsyncIterable<Buffer>, { open, close }: Visit): AsyncGenerator<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of pieces) {
    const text = rest + decoder.decode(piece, { stream: true });
    let at = 0;
    for (;;) {
      TAG.lastIndex = at;
      const found = TAG.exec(text);
      if (found === null) break;
      at = TAG.lastIndex;
      const [, content = '', kind, name = '', attributes = ''] = found;
      if (kind === '!') throw new Error('The XML has a document type, a comment, or CDATA');
      if (kind === '?') continue;
      if (kind === '/') close?.(name, decoded(content));
      else {
        open?.(name, attributes);
        if (attributes.endsWith('/')) close?.(name, '');
      }
    }
    rest = text.slice(at);
    if (rest.length > MAX_TAG_LENGTH) throw new Error('The XML has a tag without an end');
    yield;
    // Other requests run between two pieces.
    await nextTurn();
  }
}
