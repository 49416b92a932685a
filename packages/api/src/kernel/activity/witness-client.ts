import { type AddCheckpoint, formatAddCheckpoint, type Note, parseNote, type VerifierKey } from '@raptor-comply/tlog';

/** A witness that checkpoints are sent to (c2sp.org/tlog-witness). */
export interface Witness {
  readonly key: VerifierKey;
  readonly url: string;
}

/** How a witness responds to a checkpoint. */
export type WitnessResponse =
  | { readonly kind: 'cosigned'; readonly signatures: Note['signatures'] }
  /** It has signed a checkpoint of this size, which is not the one that the request began with. */
  | { readonly kind: 'size'; readonly size: number }
  /** The checkpoint does not begin with what it has signed. */
  | { readonly kind: 'inconsistent' };

const TIMEOUT_MS = 10_000;
const MAX_RESPONSE = 65_536;

async function textOf(response: Response): Promise<string> {
  const text = await response.text();
  if (text.length > MAX_RESPONSE) throw new Error('The response of the witness is too long');
  return text;
}

/** Sends a checkpoint to a witness. Throws Error if the witness does not respond, or does not know the log. */
export async function addCheckpoint(
  { url, key }: Witness,
  request: AddCheckpoint,
  stopping: AbortSignal,
): Promise<WitnessResponse> {
  const response = await fetch(`${url.replace(/\/+$/, '')}/add-checkpoint`, {
    method: 'POST',
    body: formatAddCheckpoint(request),
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    signal: AbortSignal.any([stopping, AbortSignal.timeout(TIMEOUT_MS)]),
    redirect: 'error',
  });
  const text = await textOf(response);
  if (response.status === 200)
    return { kind: 'cosigned', signatures: parseNote(`${request.note.text}\n${text}`).signatures };
  if (response.status === 422) return { kind: 'inconsistent' };
  if (response.status === 409) {
    const [, size] = /^(\d{1,15})\n$/.exec(text) ?? [];
    // Without another size, it has signed another root of this size.
    return size === undefined || Number(size) === request.oldSize
      ? { kind: 'inconsistent' }
      : { kind: 'size', size: Number(size) };
  }
  if (response.status === 404)
    throw new Error(`The witness ${key.name} does not know this log: give it the verifier key of GET /activity/key`);
  throw new Error(`The witness ${key.name} responded with ${response.status}`);
}
