import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** A key that is revoked in another process is refused after 4 s, so that a stream ends within 5 s. */
const CHECK_MS = 500;

/** How much of a connection's output its caller has read, and since when that has not changed. */
interface Progress {
  readonly bytes: number;
  readonly since: number;
}

/** The requests without a complete response. Those whose callers stop reading, or lose their key, are cut off. */
export class ResponsesInFlight {
  readonly #replies = new Map<FastifyReply, Progress>();
  readonly #isRefused: (request: FastifyRequest) => Promise<boolean>;
  readonly #readTimeoutMs: number;
  readonly #timer: NodeJS.Timeout;

  /** `isRefused` tells whether the key or session of a request is no longer accepted. */
  constructor(isRefused: (request: FastifyRequest) => Promise<boolean>, readTimeoutMs: number) {
    this.#isRefused = isRefused;
    this.#readTimeoutMs = readTimeoutMs;
    this.#timer = setInterval(() => this.#check(), CHECK_MS).unref();
  }

  add(reply: FastifyReply): void {
    this.#replies.set(reply, { bytes: 0, since: 0 });
    // `close` also fires if the caller disconnects before the response is complete.
    reply.raw.once('close', () => this.#replies.delete(reply));
  }

  get size(): number {
    return this.#replies.size;
  }

  /** The responses of a connection, in the order of their requests. */
  of(socket: Duplex): ServerResponse[] {
    return [...this.#replies.keys()].map(({ raw }) => raw).filter(({ req }) => req.socket === socket);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #check(): void {
    const now = performance.now();
    const keys = new Map<unknown, Promise<boolean>>();
    for (const [reply, progress] of this.#replies) {
      if (!reply.raw.headersSent) continue;
      this.#checkReader(reply, progress, now);
      if (reply.request.caller !== undefined) this.#checkKey(reply, keys);
    }
  }

  #checkReader(reply: FastifyReply, progress: Progress, now: number): void {
    const { socket } = reply.raw.req;
    const bytes = socket.bytesWritten - socket.writableLength;
    if (socket.writableLength === 0 || bytes !== progress.bytes) this.#replies.set(reply, { bytes, since: now });
    else if (now - progress.since > this.#readTimeoutMs) socket.destroy();
  }

  #checkKey({ raw, request }: FastifyReply, checked: Map<unknown, Promise<boolean>>): void {
    const credential = request.headers['x-api-key'] ?? request.headers.cookie;
    const isRefused = checked.get(credential) ?? this.#isRefused(request);
    checked.set(credential, isRefused);
    isRefused.then((refused) => refused && raw.req.socket.destroy());
  }
}
