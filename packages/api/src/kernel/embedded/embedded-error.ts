/** The embedded database cannot run; the message is a sentence for the operator. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';
}
