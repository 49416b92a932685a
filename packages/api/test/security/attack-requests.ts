import type { WireRequest } from './connection.ts';
import { hostileFiles } from './hostile-files.ts';
import { HEADER_LINES, KEY_LINES, type Lines, METHODS, spoofedForwarding } from './hostile-headers.ts';
import { BODIES, MEMBERS, QUERIES, QUERY_VALUES, SEGMENTS, VALUES } from './hostile-values.ts';
import { tampered } from './tampered-cursors.ts';
import { type Ids, idOf, type Target, validCsv } from './targets.ts';

export interface Attacker {
  readonly key: string;
  readonly ids: Ids;
  /** Another organization's: named where an id goes, and in no response. */
  readonly foreign: Ids;
  /** Cursors that some list gave out, to the attacker and to the other organization. */
  readonly cursors: { readonly own: readonly string[]; readonly foreign: readonly string[] };
}

export interface AttackCase {
  /** What is wrong with the request; with the seed and the number it makes the case again. */
  readonly name: string;
  readonly request: WireRequest;
}

/** A request in parts, so that several things can be wrong with it at a time. Text is latin1: bytes. */
interface Draft {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  readonly headers: Lines;
  readonly key: Lines;
  /** JSON texts for the places of values; undefined takes the field away. */
  readonly changes: readonly { readonly path: readonly string[]; readonly text: string | undefined }[];
  readonly members: readonly string[];
  /** The whole body, whatever the changes are. */
  readonly body?: string;
}

interface Mutation {
  readonly name: string;
  apply(draft: Draft): Draft;
}

const utf8 = (text: string): string => Buffer.from(text).toString('latin1');

const PLACE = (index: number): string => `place ${index}`;

/** The target's own body with the draft's changes written into it, byte by byte. */
function bodyText(valid: unknown, { changes, members, body }: Draft): string {
  if (body !== undefined) return body;
  const made = structuredClone(valid) as Record<string, unknown>;
  for (const [index, { path, text }] of changes.entries()) {
    let parent = made;
    for (const name of path.slice(0, -1)) {
      if (typeof parent[name] !== 'object' || parent[name] === null) parent[name] = {};
      parent = parent[name] as Record<string, unknown>;
    }
    const name = path.at(-1) ?? '';
    if (text === undefined) delete parent[name];
    else parent[name] = PLACE(index);
  }
  let text = utf8(JSON.stringify(made));
  for (const [index, change] of changes.entries()) text = text.replace(`"${PLACE(index)}"`, () => change.text ?? '');
  if (members.length === 0) return text;
  const inside = text.slice(1, -1);
  return `{${[...(inside === '' ? [] : [inside]), ...members].join()}}`;
}

function rendered(target: Target, attacker: Attacker, draft: Draft): WireRequest {
  const text =
    target.body === 'csv'
      ? (draft.body ?? utf8(validCsv(target, attacker.ids)))
      : target.body === 'json' && target.method !== 'DELETE'
        ? bodyText(target.validBody(attacker.ids), draft)
        : draft.body;
  const hasType = draft.headers.some(([name]) => name === 'content-type');
  const type = target.body === 'csv' ? 'text/csv' : 'application/json';
  return {
    method: draft.method,
    target: draft.query.length === 0 ? draft.path : `${draft.path}?${draft.query.join('&')}`,
    headers: [
      ...draft.key,
      ...(text === undefined || hasType ? [] : [['content-type', type] as const]),
      ...draft.headers,
    ],
    body: text === undefined ? undefined : Buffer.from(text, 'latin1'),
  };
}

const header = (name: string, lines: Lines): Mutation => ({
  name,
  apply: (draft) => ({ ...draft, headers: [...draft.headers, ...lines] }),
});
const query = (parameter: string): Mutation => ({
  name: `?${parameter}`,
  apply: (draft) => ({ ...draft, query: [...draft.query, parameter] }),
});
const change = (name: string, path: readonly string[], text: string | undefined): Mutation => ({
  name: `${path.join('.')}: ${name}`,
  apply: (draft) => ({ ...draft, changes: [...draft.changes, { path, text }] }),
});
const member = (name: string, text: string): Mutation => ({
  name,
  apply: (draft) => ({ ...draft, members: [...draft.members, text] }),
});

function pathMutations(target: Target, { ids, foreign }: Attacker): Mutation[] {
  const to = (name: string, path: string): Mutation => ({ name, apply: (draft) => ({ ...draft, path }) });
  if (!target.template.includes('{')) return [];
  return [
    to(
      'a foreign id in the path',
      target.path((noun) => idOf(noun, foreign)),
    ),
    to(
      'a foreign id in capitals',
      target.path((noun) => idOf(noun, foreign).toUpperCase()),
    ),
    ...SEGMENTS.map((segment) =>
      to(
        `a word ${segment}`,
        target.path((noun) => idOf(noun, ids), segment),
      ),
    ),
    ...SEGMENTS.map((segment) =>
      to(
        `path ${segment}`,
        target.path(() => segment),
      ),
    ),
    ...SEGMENTS.slice(0, 20).map((segment) =>
      to(
        `path id and ${segment}`,
        target.path((noun) => idOf(noun, ids) + segment),
      ),
    ),
  ];
}

function bodyMutations(target: Target, { ids, foreign }: Attacker): Mutation[] {
  const whole = Object.entries(BODIES).map(
    ([name, body]): Mutation => ({ name: `body: ${name}`, apply: (draft) => ({ ...draft, body }) }),
  );
  if (target.body === 'csv')
    return [
      ...whole,
      ...hostileFiles(validCsv(target, ids)).map(
        ({ name, headers, body }): Mutation => ({
          name,
          apply: (draft) => ({ ...draft, body, headers: [...draft.headers, ...headers] }),
        }),
      ),
    ];
  if (target.body === undefined || target.fields.length === 0) return whole;
  const members = Object.entries(MEMBERS).map(([name, text]) => member(name, text));
  const fields = target.fields.flatMap(({ path, schema }) => [
    change('missing', path, undefined),
    ...Object.entries(VALUES).map(([name, text]) => change(name, path, text)),
    ...(schema.format === 'uuid' || schema.items?.format === 'uuid'
      ? Object.values(foreign).flatMap((id) => [
          change('a foreign id', path, `"${id}"`),
          change('foreign ids', path, `["${id}"]`),
        ])
      : []),
    ...(path.length === 1
      ? [member(`${path[0]} twice`, `"${path[0]}":1`), member(`${path[0]} twice, as null`, `"${path[0]}":null`)]
      : []),
  ]);
  return [...whole, ...members, ...fields];
}

function queryMutations(target: Target, { foreign, cursors }: Attacker): Mutation[] {
  const own = target.query.flatMap(({ name, schema }) => [
    ...QUERY_VALUES.map((value) => query(`${name}=${value}`)),
    query(`${name}=1&${name}=1`),
    ...(schema.format === 'uuid' ? Object.values(foreign).map((id) => query(`${name}=${id}`)) : []),
  ]);
  const cursor = target.query.some(({ name }) => name === 'cursor')
    ? [...cursors.own, ...cursors.foreign, ...cursors.own.flatMap(tampered)].map((value) => query(`cursor=${value}`))
    : [];
  return [...QUERIES.map(query), ...own, ...cursor];
}

function headerMutations({ foreign, key }: Attacker): Mutation[] {
  const keys = [
    ...KEY_LINES,
    [
      ['x-api-key', key],
      ['x-api-key', key],
    ] as Lines,
  ];
  return [
    ...spoofedForwarding('203.0.113.7', foreign.facilityId).map((lines) => header(`spoofed ${lines[0]?.[0]}`, lines)),
    ...HEADER_LINES.map((lines) => header(`${lines[0]?.[0]}: ${lines[0]?.[1].slice(0, 30)}`, lines)),
    ...['x-request-id', 'idempotency-key', 'accept', 'cookie', 'if-match'].map((name) =>
      header(`the key as ${name}`, [[name, key]]),
    ),
    ...keys.map((lines): Mutation => ({ name: 'no such key', apply: (draft) => ({ ...draft, key: lines }) })),
    ...METHODS.map((method): Mutation => ({ name: `${method}`, apply: (draft) => ({ ...draft, method }) })),
  ];
}

export interface Extent {
  /** Which part of the single things that can be wrong is tried. */
  readonly share: number;
  /** How many requests have several things wrong with them. */
  readonly combinations: number;
}

/** A valid request; and requests with one thing wrong, and then with seeded combinations of several. */
export function attack(
  target: Target,
  attacker: Attacker,
  random: () => number,
  { share, combinations }: Extent,
): [valid: AttackCase, cases: Generator<AttackCase>] {
  const required = target.requiredQuery();
  const valid: Draft = {
    method: target.method,
    path: target.path((noun) => idOf(noun, attacker.ids)),
    query: required === '' ? [] : [required],
    headers: [],
    key: [['x-api-key', attacker.key]],
    changes: [],
    members: [],
  };
  const kinds = [
    pathMutations(target, attacker),
    queryMutations(target, attacker),
    headerMutations(attacker),
    bodyMutations(target, attacker),
  ].filter((kind) => kind.length > 0);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const made = (mutations: readonly Mutation[]): AttackCase => ({
    name: mutations.map(({ name }) => name).join(' + '),
    request: rendered(
      target,
      attacker,
      mutations.reduce((draft, mutation) => mutation.apply(draft), valid),
    ),
  });
  function* cases() {
    for (const mutation of kinds.flat()) if (random() < share) yield made([mutation]);
    for (let n = 0; n < combinations; n++) {
      yield made(Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(pick(kinds))));
    }
  }
  return [made([]), cases()];
}
