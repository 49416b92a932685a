import { monitorEventLoopDelay } from 'node:perf_hooks';
import { beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_LIMIT_BYTES } from '../../src/kernel/http/media-types.ts';
import type { ImportResult } from '../../src/kernel/slice/import-result.ts';
import type { TestResponse } from '../support/client.ts';
import { cyberAssetBody, makeCyberSystem } from '../support/fixtures.ts';
import { scaled } from '../support/scaled.ts';
import { useClient, useTestServer } from '../support/use-test-server.ts';
import { collectGarbage } from './garbage.ts';

const MB = 1024 * 1024;
/** As large as a file may be, and as many rows as it may have. */
const FILE_BYTES = scaled(IMPORT_LIMIT_BYTES, 8 * MB);
const ROWS = scaled(100_000, 10_000);
/** How much more CPU time than a file of good rows a hostile file may take: 60,000 empty columns take twice as much. */
const CPU_RATIO_BOUND = 4;
/** The product tells others to come back later when it is held up for 2 s. */
const STALL_BOUND_MS = 2000;
/** Over what the process has at rest: the file is in it three times, once as sent by the test, and once as text of two bytes a character. */
const MEMORY_BOUND = 768 * MB;

// A hundred thousand rows are on the way for longer than the product waits where several suites share a slow machine.
const server = useTestServer({ handlerDeadlineMs: 110_000 });
const client = useClient(server);
let atRest: number;
let goodCpuSeconds: number;

beforeAll(async () => {
  await client.get('/facilities');
  atRest = process.memoryUsage().rss;
  goodCpuSeconds = (await importFile(Buffer.from(`${header}\n${rows(100_001, short)}`))).cpuSeconds;
}, 60_000);

const { cyberSystemId: _, assetTag: __, ...columns } = cyberAssetBody({ cyberSystemId: '' }) as Record<string, unknown>;
const header = `assetTag,${Object.keys(columns).join()}`;
const rest = Object.values(columns).join();
const row = (tag: string | number) => `${tag},${rest}`;
/** As short as a row can be, so that a million fit. */
const short = (tag: number) => `${tag.toString(36)},"",1,pacs,"",low,"","",1,1,1,1,1,1,1\n`;
const rows = (count: number, line: (index: number) => string) =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

/** A beginning, and the same piece until the file is full. */
function filled(start: string, piece: string, { end = '', bytes = FILE_BYTES } = {}): Buffer {
  const file = Buffer.alloc(bytes, piece);
  file.write(start);
  file.write(end, file.length - Buffer.byteLength(end));
  return file;
}

interface Outcome {
  readonly answer: TestResponse<ImportResult>;
  readonly systemId: string;
  readonly cpuSeconds: number;
  readonly stallMs: number;
  /** Of the whole process, and of what JavaScript has of it. */
  readonly peak: number;
  readonly ownPeak: number;
}

/** Imports a file and watches the process meanwhile. */
async function importFile(file: Uint8Array, contentType = 'text/csv'): Promise<Outcome> {
  const systemId = (await makeCyberSystem(client)).id;
  // What making the file left behind.
  collectGarbage();
  let peak = 0;
  let ownPeak = 0;
  const watch = setInterval(() => {
    const { rss, heapTotal, external } = process.memoryUsage();
    peak = Math.max(peak, rss);
    ownPeak = Math.max(ownPeak, heapTotal + external);
  }, 20);
  const stalls = monitorEventLoopDelay({ resolution: 10 });
  stalls.enable();
  const before = process.cpuUsage();
  try {
    const path = `/cyber-systems/${systemId}/cyber-assets/import`;
    const headers = { 'content-type': contentType };
    const answer = await client.send<ImportResult>('POST', path, { body: file, headers });
    const { user, system } = process.cpuUsage(before);
    return {
      answer,
      systemId,
      cpuSeconds: (user + system) / 1e6,
      stallMs: stalls.max / 1e6,
      peak: peak - atRest,
      ownPeak,
    };
  } finally {
    stalls.disable();
    clearInterval(watch);
  }
}

const assetsOf = (systemId: string, query = '') =>
  client.get<{ id: string; assetTag: string; assetTitle: string; physicalLocation: string | null }[]>(
    `/cyber-systems/${systemId}/cyber-assets?${query}`,
  );

const MANY_COLUMNS = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join();

describe('a file of 50 MB or a million rows', () => {
  it.each<[string, () => Buffer, string]>([
    [
      'a million good rows',
      () => Buffer.from(`${header}\n${rows(scaled(1_000_000, 120_000), short)}`),
      'too_many_rows',
    ],
    ['nothing but line ends', () => filled(`${header}\n`, '\n'), 'too_many_rows'],
    ['nothing but carriage returns', () => filled(`${header}\r`, '\r'), 'too_many_rows'],
    ['nothing but commas', () => filled('', ','), 'malformed_file'],
    ['rows of commas', () => filled(`${header}\n`, `${','.repeat(60_000)}\n`), 'missing_value'],
    ['10,000 columns', () => filled(`${MANY_COLUMNS}\n`, `${'x,'.repeat(9999)}x\n`), 'unknown_column'],
    [
      'a good header with 10,000 columns after it',
      () => filled(`${header},${MANY_COLUMNS}\n`, 'x\n'),
      'unknown_column',
    ],
    [
      '60,000 empty columns',
      () => Buffer.from(`${header}${','.repeat(60_000)}\n${rows(100_001, (n) => `${row(n)}\n`)}`),
      'too_many_rows',
    ],
    ['headers over and over', () => filled(`${header},${header}\n`, `${row('A')}\n`), 'duplicate_column'],
    ['nothing but quotes', () => filled('', '"'), 'malformed_file'],
    ['a quote that is not closed', () => filled(`${header}\n"`, 'x'), 'malformed_file'],
    ['a quote that is not closed, over many lines', () => filled(`${header}\n"`, `${row('A')}\r\n`), 'malformed_file'],
    ['rows of quoted cells', () => filled(`${header}\n`, `${'"a""b",'.repeat(9000)}\n`), 'too_many_cells'],
    ['NULs', () => filled(`${header}\n`, '\0'), 'malformed_file'],
    ['good rows and one NUL', () => filled(`${header}\n`, `${row('A')}\n`, { end: '\0' }), 'malformed_file'],
    [
      'UTF-16 with a BOM',
      () => Buffer.from(`\ufeff${header}\n${rows(scaled(200_000, 20_000), (n) => `${row(n)}\n`)}`, 'utf16le'),
      'malformed_file',
    ],
    ['rows that are all wrong', () => filled(`${header}\n`, 'x\n'), 'missing_value'],
    ['formulas, all with the same tag', () => filled(`${header}\n`, `=1+1,${rest}\n`, { end: '\n' }), 'duplicate_tag'],
  ])(
    'a file of %s is refused, clearly and cheaply',
    async (_, file, code) => {
      const { answer, systemId, cpuSeconds, stallMs, peak } = await importFile(file());
      expect(answer.status, answer.text.slice(0, 300)).toBe(400);
      expect(answer.body.summary?.errorTypes?.map((type) => type.code)).toContain(code);
      expect(answer.text.length).toBeLessThan(100_000);
      expect((await assetsOf(systemId)).body).toEqual([]);
      expect(cpuSeconds).toBeLessThan(CPU_RATIO_BOUND * goodCpuSeconds);
      expect(stallMs).toBeLessThan(STALL_BOUND_MS);
      expect(peak).toBeLessThan(MEMORY_BOUND);
    },
    60_000,
  );

  it('one byte over the limit is a 413, with a length and in chunks', async () => {
    const file = filled(`${header}\n`, 'x', { bytes: IMPORT_LIMIT_BYTES + 1 });
    const { answer, peak } = await importFile(file);
    expect(answer.status).toBe(413);
    const chunks = new ReadableStream({
      start(controller) {
        controller.enqueue(file);
        controller.close();
      },
    });
    const path = `${server.url}/cyber-systems/00000000-0000-0000-0000-000000000000/cyber-assets/import`;
    const headers = { 'content-type': 'text/csv', 'x-api-key': client.key ?? '' };
    const chunked = await fetch(path, { method: 'POST', body: chunks, headers, duplex: 'half' });
    expect([chunked.status, Object.keys((await chunked.json()) as object)]).toEqual([413, ['error', 'message']]);
    expect(peak).toBeLessThan(MEMORY_BOUND);
  });
});

/** As many rows as are taken, with mixed line ends, quotes, formulas and more than ASCII. */
function largest(tag: (n: number) => string): Buffer {
  const location = `"${'é, "" '.repeat(31)}="`;
  const ends = ['\r\n', '\n', '\r', '\n\n'];
  const text = rows(ROWS, (n) => `${row(tag(n))},${location}${ends[n % 4]}`);
  return Buffer.from(`\ufeff${header},physicalLocation\r\n${text}`);
}

describe('a file of 50 MB', () => {
  it('a file with as many rows as are allowed is imported, every row as it was, in bounded memory', async () => {
    const tag = (n: number) => `T${String(n).padStart(49, '0')}`;
    const file = largest(tag);
    expect(file.length).toBeLessThanOrEqual(IMPORT_LIMIT_BYTES);
    expect(file.length).toBeGreaterThan(350 * ROWS);
    const { answer, systemId, stallMs, peak, ownPeak } = await importFile(file);
    expect([answer.status, answer.body.createdCount], answer.text.slice(0, 300)).toEqual([200, ROWS]);
    expect(stallMs).toBeLessThan(STALL_BOUND_MS);
    expect(ownPeak).toBeLessThan(MEMORY_BOUND);
    expect(peak).toBeLessThan(MEMORY_BOUND);
    const first = (await assetsOf(systemId, 'limit=1000')).body;
    expect(first.map(({ assetTag }) => assetTag)).toEqual(Array.from({ length: 1000 }, (_, n) => tag(n)));
    expect(new Set(first.map(({ physicalLocation }) => physicalLocation))).toEqual(new Set([`${'é, " '.repeat(31)}=`]));
    expect((await assetsOf(systemId, `q=${tag(ROWS - 1)}`)).body).toHaveLength(1);
  }, 180_000);
});
