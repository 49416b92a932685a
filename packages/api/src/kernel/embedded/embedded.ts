import { once } from 'node:events';
import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';

type FromWorker =
  | { kind: 'ready' | 'closed' }
  | { kind: 'panic'; reason: string }
  | { kind: 'copied'; question: number; error: string | undefined }
  | { kind: 'bytes'; session: number; bytes: Uint8Array }
  | { kind: 'dump'; question: number; bytes: Uint8Array };

/** What node-postgres expects of the socket it is given. */
class ProtocolStream extends Duplex {
  readonly #send: (bytes: Uint8Array) => void;

  constructor(send: (bytes: Uint8Array) => void) {
    super();
    this.#send = send;
  }
  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  override _read(): void {}
  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#send(chunk);
    done();
  }
  override _writev(chunks: { chunk: Uint8Array }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }
  override _final(done: () => void): void {
    // The driver said goodbye; like a server, hang up.
    this.push(null);
    done();
    this.destroy();
  }
}

export interface EmbeddedOptions {
  /** Directory of the data; undefined keeps the database in memory. */
  readonly dataDir?: string;
  /** A file made by `dump` that a database in memory starts from. */
  readonly snapshot?: string;
}

/**
 * PostgreSQL compiled to WebAssembly, in a worker thread. It has one backend, so one connection at a time.
 * A worker that dies is replaced, as a database server would be restarted by its supervisor.
 */
export class EmbeddedPostgres {
  readonly #options: EmbeddedOptions;
  #worker: Worker;
  #stream: ProtocolStream | undefined;
  #session = 0;
  #questions = 0;
  #closing = false;
  /** Why it never came up. */
  #failure: Error | undefined;

  /** Starts it and does not wait: what is sent to it meanwhile waits, and fails if it does not come up. */
  constructor(options: EmbeddedOptions) {
    this.#options = options;
    this.#worker = this.#spawn();
  }

  /** A new connection for node-postgres; the former one's transaction and settings are gone. */
  connect = (): Duplex => {
    this.#stream?.destroy();
    this.#worker.postMessage({ kind: 'reset' });
    const worker = this.#worker;
    const session = ++this.#session;
    this.#stream = new ProtocolStream((bytes) => worker.postMessage({ kind: 'bytes', session, bytes }));
    if (this.#failure !== undefined) this.#stream.destroy(this.#failure);
    return this.#stream;
  };

  /** The whole database as a tar archive. */
  async dump(): Promise<Uint8Array> {
    return (await this.#ask({ kind: 'dump' }, 'dump')).bytes;
  }

  /** A copy of the directory, with every commit until now: another can start from it. */
  async copy(directory: string): Promise<void> {
    const { error } = await this.#ask({ kind: 'copy', directory }, 'copied');
    if (error !== undefined) throw new Error(`The embedded database could not be copied: ${error}`);
  }

  #ask<K extends 'dump' | 'copied'>(question: object, answer: K): Promise<Extract<FromWorker, { kind: K }>> {
    const worker = this.#worker;
    const asked = ++this.#questions;
    return new Promise((resolve, reject) => {
      const stopped = () => reject(new Error('The embedded database stopped before it had answered'));
      const listen = (message: FromWorker) => {
        if (message.kind !== answer || message.question !== asked) return;
        worker.off('message', listen).off('exit', stopped);
        resolve(message as Extract<FromWorker, { kind: K }>);
      };
      worker.on('message', listen).once('exit', stopped);
      worker.postMessage({ ...question, question: asked });
    });
  }

  async close(): Promise<void> {
    this.#closing = true;
    if (this.#failure !== undefined) return;
    const exited = once(this.#worker, 'exit');
    this.#worker.postMessage({ kind: 'close' });
    await exited;
  }

  #spawn(): Worker {
    const worker = new Worker(new URL('./embedded-worker.mjs', import.meta.url), {
      workerData: { dataDir: this.#options.dataDir, snapshot: this.#options.snapshot },
    });
    let failure: Error | undefined;
    let ready = false;
    worker.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') ready = true;
      if (message.kind === 'panic') failure = new Error(`The embedded database had to stop: ${message.reason}`);
      if (message.kind === 'bytes' && message.session === this.#session) {
        this.#stream?.push(Buffer.from(message.bytes.buffer, message.bytes.byteOffset, message.bytes.byteLength));
      }
    });
    worker.on('error', (error) => {
      failure = error;
    });
    worker.on('exit', () => {
      const reason = failure ?? new Error('The embedded database has stopped');
      this.#stream?.destroy(reason);
      // One that never came up would not come up a moment later either.
      if (!ready) this.#failure = reason;
      else if (!this.#closing) this.#worker = this.#spawn();
    });
    return worker;
  }
}
