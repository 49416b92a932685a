// Checks before the measurements that floor and product send the same bytes.
import { recordId } from './dataset.mjs';
import { concrete } from './load.mjs';

const SAMPLES = 5;
/** Values that a write creates separately on each side. */
const OWN = /"(id|createdAt|updatedAt)":"[^"]*"/g;

async function answer(server, request) {
  const { path, ...init } = request;
  const response = await fetch(server.url + path, init);
  const body = await response.text();
  if (!response.ok) throw new Error(`${server.side} returned ${response.status} for ${init.method} ${path}: ${body}`);
  return { status: response.status, body, etag: response.headers.get('etag') };
}

function differing(what, one, other) {
  let at = 0;
  while (one[at] === other[at]) at += 1;
  const near = (text) => text.slice(Math.max(0, at - 60), at + 60);
  return new Error(`${what}: floor and product differ at ${at}:\n${near(one)}\n${near(other)}`);
}

/**
 * Returns the field order of the product's responses and files, for the floor's environment.
 * @param {import('./servers.mjs').Server} product
 * @param {import('./dataset.mjs').Organization} organization
 */
export async function shapeOf(product, organization) {
  const ask = (path) => answer(product, concrete({ method: 'GET', path, organization }, 'product'));
  const asset = recordId('asset', organization.number, 0);
  const facility = recordId('facility', organization.number, 0);
  const { body } = await ask(`/cyber-assets/${asset}`);
  const file = await ask(
    `/facilities/${facility}/cyber-assets/export?cyberSystemId=${recordId('system', organization.number, 0)}`,
  );
  return { FIELDS: Object.keys(JSON.parse(body)).join(','), EXPORTED: file.body.split('\r\n', 1)[0] };
}

async function compare(floor, product, request) {
  const asked = concrete(request, 'floor');
  const { headers } = concrete({ ...request, write: undefined }, 'product');
  const [one, other] = [
    await answer(floor, asked),
    await answer(product, { ...asked, headers: { ...asked.headers, ...headers } }),
  ];
  const shown = ({ body }) => (request.write === undefined ? body : body.replace(OWN, '"$1":"…"'));
  if (one.status !== other.status) throw new Error(`${request.path}: ${one.status} and ${other.status}`);
  if (shown(one) !== shown(other)) throw differing(request.path, shown(one), shown(other));
}

/**
 * Compares some requests of each workload, all reads before the first write, because writes set different times.
 * @param {import('./servers.mjs').Server} floor
 * @param {import('./servers.mjs').Server} product
 * @param {readonly (readonly import('./load.mjs').Request[])[]} lists
 */
export async function sameBytes(floor, product, lists) {
  const some = lists.flatMap((requests) => {
    const step = Math.max(1, Math.floor(requests.length / SAMPLES));
    const writes = requests.filter(({ write }) => write !== undefined);
    return [...requests.filter((_, index) => index % step === 0), ...writes.slice(0, SAMPLES)];
  });
  const reads = some.filter(({ write }) => write === undefined);
  for (const request of [...reads, ...some.filter(({ write }) => write !== undefined)])
    await compare(floor, product, request);
}

/** Returns the ETag of the product's response. */
export async function tagOf(product, request) {
  const { etag } = await answer(product, concrete(request, 'product'));
  if (etag === null) throw new Error(`${request.path} has no ETag`);
  return etag;
}
