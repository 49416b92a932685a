import { promisify } from 'node:util';
import { constants, crc32, createInflateRaw, deflateRaw } from 'node:zlib';

// The part of the ZIP format (APPNOTE.TXT 4.3) that workbooks use: stored or deflated files, without encryption and ZIP64.

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const DESCRIPTOR = 0x08074b50;
const END = 0x06054b50;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED_FLAG = 1;
/** Sizes and checksum follow the data, and names are UTF-8. */
const STREAMED_FLAGS = 0x0808;

const END_LENGTH = 22;
const MAX_COMMENT = 65_535;

/** A file in an archive, still compressed. */
interface Entry {
  readonly isDeflated: boolean;
  readonly data: Buffer;
}

/** Returns the files of an archive by name. Throws an Error if it is damaged or uses what workbooks do not. */
export function readZip(archive: Buffer): ReadonlyMap<string, Entry> {
  const signature = Buffer.alloc(4);
  signature.writeUInt32LE(END);
  const end = archive.lastIndexOf(signature);
  if (end === -1 || end + END_LENGTH + MAX_COMMENT < archive.length) throw new Error('The archive has no end');
  const entries = new Map<string, Entry>();
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const [flags, method] = [archive.readUInt16LE(at + 8), archive.readUInt16LE(at + 10)];
    const [size, local] = [archive.readUInt32LE(at + 20), archive.readUInt32LE(at + 42)];
    const isReadable = (flags & ENCRYPTED_FLAG) === 0 && (method === STORED || method === DEFLATED);
    if (!isReadable || archive.readUInt32LE(local) !== LOCAL) throw new Error('The archive has an unreadable file');
    const nameEnd = at + 46 + archive.readUInt16LE(at + 28);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const data = archive.subarray(start, start + size);
    entries.set(archive.toString('utf8', at + 46, nameEnd), { isDeflated: method === DEFLATED, data });
    at = nameEnd + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

/** Yields the content of a file in pieces, as it is decompressed. Rejects if the data is damaged. */
export async function* unzipped({ isDeflated, data }: Entry): AsyncGenerator<Buffer> {
  if (!isDeflated) {
    yield data;
    return;
  }
  const inflate = createInflateRaw();
  inflate.end(data);
  yield* inflate;
}

const deflate = promisify<string | Buffer, { finishFlush: number }, Buffer>(deflateRaw);
/** Ends a deflated file. */
const LAST_BLOCK = Buffer.from([3, 0]);

const record = (...fields: readonly (readonly [value: number, bytes: 2 | 4])[]): Buffer =>
  Buffer.concat(
    fields.map(([value, bytes]) => {
      const field = Buffer.alloc(bytes);
      field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );

/** A file to write, in pieces. */
export type ZipFile = readonly [name: string, content: AsyncIterable<string | Buffer> | Iterable<string | Buffer>];

/** Yields an archive of files, in pieces. */
export async function* writeZip(files: Iterable<ZipFile> | AsyncIterable<ZipFile>): AsyncGenerator<Buffer> {
  const directory: Buffer[] = [];
  let at = 0;
  let count = 0;
  for await (const [name, content] of files) {
    count++;
    const nameBytes = Buffer.from(name);
    const head = (crc: number, size: number, length: number) =>
      record(
        [20, 2],
        [STREAMED_FLAGS, 2],
        [DEFLATED, 2],
        [0, 2],
        [33, 2],
        [crc, 4],
        [size, 4],
        [length, 4],
        [nameBytes.length, 2],
        [0, 2],
      );
    const local = Buffer.concat([record([LOCAL, 4]), head(0, 0, 0), nameBytes]);
    yield local;
    let [crc, size, length] = [0, LAST_BLOCK.length, 0];
    for await (const piece of content) {
      // Each piece ends on a byte, so that the pieces of compressed data can be joined.
      const data = await deflate(piece, { finishFlush: constants.Z_SYNC_FLUSH });
      crc = crc32(piece, crc);
      length += Buffer.byteLength(piece);
      size += data.length;
      yield data;
    }
    yield Buffer.concat([LAST_BLOCK, record([DESCRIPTOR, 4], [crc, 4], [size, 4], [length, 4])]);
    directory.push(
      record([CENTRAL, 4], [20, 2]),
      head(crc, size, length),
      record([0, 2], [0, 2], [0, 2], [0, 4], [at, 4]),
      nameBytes,
    );
    at += local.length + size + 16;
  }
  const central = Buffer.concat(directory);
  yield central;
  yield record([END, 4], [0, 2], [0, 2], [count, 2], [count, 2], [central.length, 4], [at, 4], [0, 2]);
}
