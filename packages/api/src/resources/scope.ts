// Scope expressions: to what a requirement part applies, as data. `high or (medium and erc)` is evaluated with its reason. An attribute
// that nobody recorded is unknown; it is named, and not guessed.

/** What an expression can ask about, in words: when it is so, and when it is not. */
const ATTRIBUTES = {
  high: ['high impact', 'not high impact'],
  medium: ['medium impact', 'not medium impact'],
  low: ['low impact', 'not low impact'],
  bcs: ['BES Cyber System', 'not a BES Cyber System'],
  eacms: ['EACMS', 'not an EACMS'],
  pacs: ['PACS', 'not a PACS'],
  pca: ['PCA', 'not a PCA'],
  media: ['removable media', 'no removable media'],
  ownTca: ['Transient Cyber Asset of its own', 'no Transient Cyber Asset of its own'],
  vendorTca: ['Transient Cyber Asset of a vendor', 'no Transient Cyber Asset of a vendor'],
  eap: ['electronic access point', 'not an electronic access point'],
  erc: ['External Routable Connectivity', 'no External Routable Connectivity'],
  controlCenter: ['at a control center', 'not at a control center'],
  dialUp: ['dial-up connectivity', 'no dial-up connectivity'],
  routable: ['routable protocol', 'no routable protocol'],
  vendorAccess: ['vendor remote access', 'no vendor remote access'],
  entity: ['registered entity', 'not a registered entity'],
  to: ['registered as TO', 'not registered as TO'],
  top: ['registered as TOP', 'not registered as TOP'],
  delegates: ['CIP Senior Manager who delegates', 'CIP Senior Manager who does not delegate'],
  realTimeData: [
    'exchanges real-time data between control centers',
    'exchanges no real-time data between control centers',
  ],
  stationsNamed: [
    'last verified CIP-014 assessment named stations',
    'last verified CIP-014 assessment named no station',
  ],
} as const;

export type Attribute = keyof typeof ATTRIBUTES;

/** What is known of a site, system, asset, or organization. An attribute that is missing is unknown. */
export type Subject = Readonly<Partial<Record<Attribute, boolean>>>;

export type Scope =
  | { readonly kind: 'is'; readonly attribute: Attribute }
  | { readonly kind: 'not'; readonly scope: Scope }
  | { readonly kind: 'and' | 'or'; readonly scopes: readonly Scope[] };

export interface Applicability {
  /** Null if it depends on an attribute that is unknown. */
  readonly applies: boolean | null;
  /** What decides it, in words. */
  readonly reason: string;
  /** The unknown attributes that it depends on. */
  readonly missing: readonly Attribute[];
}

interface Found {
  readonly value: boolean | null;
  readonly why: readonly string[];
  readonly missing: readonly Attribute[];
}

const isAttribute = (word: string): word is Attribute => Object.hasOwn(ATTRIBUTES, word);

/** Reads an expression of attributes, `and`, `or`, `not`, and parentheses. Throws SyntaxError. */
export function parseScope(text: string): Scope {
  const words = text.match(/[()]|[A-Za-z]+|\S/g) ?? [];
  let at = 0;
  const take = (word: string): boolean => {
    if (words[at] !== word) return false;
    at++;
    return true;
  };
  const joined = (kind: 'and' | 'or', operand: () => Scope): Scope => {
    const scopes = [operand()];
    while (take(kind)) scopes.push(operand());
    const [only] = scopes;
    return scopes.length === 1 && only !== undefined ? only : { kind, scopes };
  };
  const either = (): Scope => joined('or', () => joined('and', single));
  const single = (): Scope => {
    if (take('not')) return { kind: 'not', scope: single() };
    if (take('(')) {
      const scope = either();
      if (take(')')) return scope;
    }
    const word = words[at++] ?? 'the end';
    if (!isAttribute(word)) throw new SyntaxError(`"${word}" in the scope "${text}" is not an attribute`);
    return { kind: 'is', attribute: word };
  };
  const scope = either();
  if (at < words.length) throw new SyntaxError(`"${words[at]}" in the scope "${text}" follows its end`);
  return scope;
}

function find(scope: Scope, subject: Subject, wanted: boolean): Found {
  if (scope.kind === 'not') return find(scope.scope, subject, !wanted);
  if (scope.kind === 'is') {
    const known = subject[scope.attribute];
    if (known === undefined) return { value: null, why: [], missing: [scope.attribute] };
    return { value: known === wanted, why: [ATTRIBUTES[scope.attribute][known ? 0 : 1]], missing: [] };
  }
  // `not (a or b)` is `not a and not b`.
  const decides = (scope.kind === 'or') === wanted;
  const all = scope.scopes.map((one) => find(one, subject, wanted));
  const decisive = all.find(({ value }) => value === decides);
  if (decisive !== undefined) return decisive;
  const unknown = all.filter(({ value }) => value === null);
  return {
    value: unknown.length > 0 ? null : !decides,
    why: unknown.length > 0 ? [] : all.flatMap(({ why }) => why),
    missing: unknown.flatMap(({ missing }) => missing),
  };
}

/** Evaluates whether a part with this scope applies to a subject, and why or why not. */
export function applicability(scope: Scope, subject: Subject): Applicability {
  const { value, why, missing } = find(scope, subject, true);
  const unknown = [...new Set(missing)];
  const reason =
    value === null
      ? `not known: ${unknown.map((attribute) => ATTRIBUTES[attribute][0]).join('; ')}`
      : [...new Set(why)].join('; ');
  return { applies: value, reason, missing: unknown };
}
