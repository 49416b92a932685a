import { beforeAll, describe, expect, it } from 'vitest';
import { IMPORT_LIMIT_BYTES, XLSX_TYPE } from '../../src/kernel/http/media-types.ts';
import type { ImportResult } from '../../src/kernel/slice/import-result.ts';
import { writeZip } from '../../src/kernel/slice/zip.ts';
import type { TestResponse } from '../support/client.ts';
import { cyberAssetBody, makeCyberSystem } from '../support/fixtures.ts';
import { scaled } from '../support/scaled.ts';
import { useClient, useTestServer } from '../support/use-test-server.ts';
import { collectGarbage } from './garbage.ts';

const MB = 1024 * 1024;
/** As large as a file may be, and as many rows as it may have. */
const FILE_BYTES = scaled(IMPORT_LIMIT_BYTES, 2 * MB);
const ROWS = scaled(100_000, 5_000);
/** How much more CPU time than a file of good rows a hostile file may take: 60,000 empty columns take twice as much. */
const CPU_RATIO_BOUND = 4;
/** The product tells others to come back later when it is held up for 2 s. In CPU time: a busy machine holds it up, too. */
const STALL_BOUND_MS = 2000;
/** Over what the process has at rest: the file is in it three times, once as sent by the test, and once as text of two bytes a character. */
const MEMORY_BOUND = 768 * MB;

// A hundred thousand rows are on the way for longer than the product waits where several suites share a slow machine.
const server = useTestServer({ handlerDeadlineMs: 110_000 });
const client = useClient(server);
let atRest: number;
/** The import of a million good rows, which the others are compared to. */
let good: Outcome;

beforeAll(async () => {
  await client.get('/facilities');
  atRest = process.memoryUsage().rss;
  good = await importFile(Buffer.from(`${header}\n${rows(scaled(1_000_000, 100_001), short)}`));
}, 60_000);

const { cyberSystemId: _, assetTag: __, ...columns } = cyberAssetBody({ cyberSystemId: '' }) as Record<string, unknown>;
const header = `assetTag,${Object.keys(columns).join()}`;
const rest = Object.values(columns).join();
const row = (tag: string | number) => `${tag},${rest}`;
/** As short as a row can be, so that a million fit. */
const short = (tag: number) => `${tag.toString(36)},x,1,pacs,x,low,x,x,1,1,1,1,1,1,1\n`;
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
  readonly response: TestResponse<ImportResult>;
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
  let stallMs = 0;
  const before = process.cpuUsage();
  let turn = before;
  const look = () => {
    const { user, system } = process.cpuUsage(turn);
    turn = process.cpuUsage();
    stallMs = Math.max(stallMs, (user + system) / 1000);
    const { rss, heapTotal, external } = process.memoryUsage();
    peak = Math.max(peak, rss);
    ownPeak = Math.max(ownPeak, heapTotal + external);
  };
  const watch = setInterval(look, 20);
  try {
    const path = `/cyber-systems/${systemId}/cyber-assets/import`;
    const headers = { 'content-type': contentType };
    const response = await client.send<ImportResult>('POST', path, { body: file, headers });
    look();
    const { user, system } = process.cpuUsage(before);
    return {
      response,
      systemId,
      cpuSeconds: (user + system) / 1e6,
      stallMs,
      peak: peak - atRest,
      ownPeak,
    };
  } finally {
    clearInterval(watch);
  }
}

const assetsOf = (systemId: string, query = '') =>
  client.get<{ id: string; assetTag: string; assetTitle: string; physicalLocation: string | null }[]>(
    `/cyber-systems/${systemId}/cyber-assets?${query}`,
  );

/** Refused with this code in a response of bounded size, in bounded memory, without holding the process up. */
async function expectRefused({ response, systemId, stallMs, peak }: Outcome, code: string): Promise<void> {
  expect(response.status, response.text.slice(0, 300)).toBe(400);
  expect(response.body.summary?.errorTypes?.map((type) => type.code)).toContain(code);
  expect(response.text.length).toBeLessThan(100_000);
  expect((await assetsOf(systemId)).body).toEqual([]);
  expect(stallMs).toBeLessThan(STALL_BOUND_MS);
  expect(peak).toBeLessThan(MEMORY_BOUND);
}

const MANY_COLUMNS = Array.from({ length: 10_000 }, (_, index) => `c${index}`).join();

describe('a file of 50 MB or a million rows', () => {
  it('a file of a million good rows is refused, clearly and cheaply', () => expectRefused(good, 'too_many_rows'));

  it.each<[string, () => Buffer, string]>([
    ['nothing but line ends', () => filled(`${header}\n`, '\n'), 'too_many_rows'],
    ['nothing but carriage returns', () => filled(`${header}\r`, '\r'), 'too_many_rows'],
    ['nothing but commas', () => filled('', ','), 'malformed_file'],
    ['rows of commas', () => filled(`${header}\n`, `${','.repeat(60_000)}\n`), 'no_rows'],
    ['10,000 columns', () => filled(`${MANY_COLUMNS}\n`, `${'x,'.repeat(9999)}x\n`), 'unknown_column'],
    [
      'a good header with 10,000 columns after it',
      () => filled(`${header},${MANY_COLUMNS}\n`, 'x\n'),
      'unknown_column',
    ],
    [
      '60,000 empty columns',
      () => Buffer.from(`${header}${','.repeat(60_000)}\n${rows(scaled(99_999, 19_999), (n) => `${row(n)}\n`)}x\n`),
      'missing_value',
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
      const outcome = await importFile(file());
      await expectRefused(outcome, code);
      expect(outcome.cpuSeconds).toBeLessThan(CPU_RATIO_BOUND * good.cpuSeconds);
    },
    60_000,
  );

  it('one byte over the limit is a 413, with a length and in chunks', async () => {
    const file = filled(`${header}\n`, 'x', { bytes: IMPORT_LIMIT_BYTES + 1 });
    const { response, peak } = await importFile(file);
    expect(response.status).toBe(413);
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
    const { response, systemId, stallMs, peak, ownPeak } = await importFile(file);
    expect([response.status, response.body.createdCount], response.text.slice(0, 300)).toEqual([200, ROWS]);
    expect(stallMs).toBeLessThan(STALL_BOUND_MS);
    expect(ownPeak).toBeLessThan(MEMORY_BOUND);
    expect(peak).toBeLessThan(MEMORY_BOUND);
    const first = (await assetsOf(systemId, 'limit=1000')).body;
    expect(first.map(({ assetTag }) => assetTag)).toEqual(Array.from({ length: 1000 }, (_, n) => tag(n)));
    expect(new Set(first.map(({ physicalLocation }) => physicalLocation))).toEqual(new Set([`${'é, " '.repeat(31)}=`]));
    expect((await assetsOf(systemId, `q=${tag(ROWS - 1)}`)).body).toHaveLength(1);
  }, 180_000);
});

const XML = '<?xml version="1.0" encoding="UTF-8"?>';
const RELATIONSHIPS = `${XML}<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>`;
const WORKBOOK = `${XML}<workbook><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`;

function* repeated(start: string, piece: string, count: number): Generator<string> {
  const block = piece.repeat(1000);
  yield start;
  for (let left = count; left > 0; left -= 1000) yield block;
}

/** A workbook with this content of its sheet, and of its shared texts. */
async function workbook(sheet: Iterable<string>, texts: Iterable<string> = []): Promise<Buffer> {
  const pieces: Buffer[] = [];
  const files: readonly (readonly [string, Iterable<string>])[] = [
    ['xl/workbook.xml', [WORKBOOK]],
    ['xl/_rels/workbook.xml.rels', [RELATIONSHIPS]],
    ['xl/sharedStrings.xml', texts],
    ['xl/worksheets/sheet1.xml', sheet],
  ];
  for await (const piece of writeZip(files)) pieces.push(piece);
  return Buffer.concat(pieces);
}

const cellsOf = (values: readonly unknown[]) =>
  values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`).join('');
const START = `${XML}<worksheet><sheetData><row>${cellsOf(header.split(','))}</row>`;
const GOOD = `<row>${cellsOf(row('A').split(','))}</row>`;
/** As many as fit: without ZIP64, a file in an archive has less than 4 GiB. */
const ROWS_OF_BOMB = scaled(7_000_000, 880_000);

describe('a hostile workbook', () => {
  it.each<[string, () => Promise<Buffer>, RegExp]>([
    ['gigabytes of rows', () => workbook(repeated(START, `<row>${' '.repeat(600)}</row>`, ROWS_OF_BOMB)), /too large/],
    ['a text without an end', () => workbook(repeated(`${START}<row><c><v>`, '1'.repeat(1000), 100_000)), /damaged/],
    [
      'many columns',
      () => workbook(repeated(START, '<row><c r="XFD1"><v>1</v></c></row>', 100_000)),
      /too many columns/,
    ],
    [
      'a column that no sheet has',
      () => workbook([START, '<row><c r="AAAAAAA1"><v>1</v></c></row>']),
      /too many columns/,
    ],
    ['many shared texts', () => workbook([START], repeated(`${XML}<sst>`, '<si><t/></si>', 4_001_000)), /too large/],
    [
      'a long text in each cell',
      () =>
        workbook(repeated(START, `<row>${'<c t="s"><v>0</v></c>'.repeat(3)}</row>`, 10_000), [
          `<sst><si><t>${'x'.repeat(32_000)}</t></si></sst>`,
        ]),
      /longer than|too large/,
    ],
    ['a document type', () => workbook([`<!DOCTYPE a [<!ENTITY b "${'x'.repeat(1000)}">]>`, START, GOOD]), /damaged/],
    ['a formula without a value', () => workbook([START, '<row><c><f>1+1</f></c></row>']), /formula has no value/],
    ['an error', () => workbook([START, '<row><c t="e"><f>1/0</f><v>#DIV/0!</v></c></row>']), /#DIV\/0!/],
    ['a sheet that is cut off', async () => (await workbook([START, GOOD.repeat(5000)])).subarray(0, 2000), /damaged/],
  ])(
    '%s is refused, clearly and in bounded memory',
    async (_, make, message) => {
      const file = await make();
      const { response, systemId, stallMs, peak } = await importFile(file, XLSX_TYPE);
      expect([response.status, response.text.slice(0, 2000)]).toEqual([400, expect.stringMatching(message)]);
      expect((await assetsOf(systemId)).body).toEqual([]);
      expect(stallMs).toBeLessThan(STALL_BOUND_MS);
      expect(peak).toBeLessThan(MEMORY_BOUND);
    },
    120_000,
  );

  it('a workbook with as many rows as are allowed is imported in bounded memory', async () => {
    const rowsOf = function* () {
      yield START;
      for (let n = 0; n < ROWS; n++) yield `<row>${cellsOf(row(n).split(','))}</row>`;
      yield '</sheetData></worksheet>';
    };
    const { response, stallMs, peak } = await importFile(await workbook(rowsOf()), XLSX_TYPE);
    expect([response.status, response.body.createdCount], response.text.slice(0, 300)).toEqual([200, ROWS]);
    expect(stallMs).toBeLessThan(STALL_BOUND_MS);
    expect(peak).toBeLessThan(MEMORY_BOUND);
  }, 180_000);
});
