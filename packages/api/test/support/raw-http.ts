import { once } from 'node:events';
import net from 'node:net';

export interface RawResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends bytes as they are and reads one response: for requests that no well-behaved client would make. */
export async function sendRaw(url: string, bytes: string | Buffer): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(bytes);
  const chunks: Buffer[] = [];
  // A response to half a request ends with the connection being closed, politely or not.
  socket.on('error', () => {});
  for await (const chunk of socket) {
    chunks.push(chunk as Buffer);
    const response = parse(Buffer.concat(chunks).toString());
    if (response !== undefined) {
      socket.destroy();
      return response;
    }
  }
  throw new Error(`No whole response came: ${Buffer.concat(chunks).toString()}`);
}

function parse(text: string): RawResponse | undefined {
  const [head, ...rest] = text.split('\r\n\r\n');
  if (head === undefined || rest.length === 0) return undefined;
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.split(':', 1)[0]?.toLowerCase(), line.replace(/^[^:]*:\s*/, '')]),
  );
  const body = rest.join('\r\n\r\n');
  if (Buffer.byteLength(body) < Number(headers['content-length'] ?? 0)) return undefined;
  return { status: Number(statusLine.split(' ')[1]), headers, body };
}
