import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine, csvRecords, type FileRecord, unescapeFormula } from './csv.ts';

/** The records of a text, and why it could not be read to its end. */
async function read(text: string): Promise<{ records: FileRecord[]; failure?: unknown }> {
  const records: FileRecord[] = [];
  try {
    for await (const batch of csvRecords(Buffer.from(text))) records.push(...batch);
    return { records };
  } catch (failure) {
    return { records, failure };
  }
}
const cellsOf = async (text: string) => {
  const { records, failure } = await read(text);
  if (failure !== undefined) throw failure;
  return records.map(({ cells }) => cells);
};

describe('reading', () => {
  it('reading returns what was written, whatever the texts; empty text and no value stay apart', async () => {
    const texts = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0'));
    const value = fc.option(
      fc.oneof(texts, fc.constantFrom('', '"', '""', ',', ' ', '\r', '\r\n', '=1', "'=1", '\uFEFF', 'a"b', '"\n"')),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(value, { minLength: 2, maxLength: 5 }), { minLength: 1 }), async (rows) => {
        const [, ...cells] = await cellsOf([['a', 'b'], ...rows].map(csvLine).join(''));
        expect(cells.map((row) => row.map((cell) => (cell === null ? null : unescapeFormula(cell))))).toEqual(rows);
      }),
    );
  });

  it('rows are counted as a spreadsheet does, blank ones included, over all kinds of line ends', async () => {
    expect((await read('\uFEFFa,b\r\n\n1,"x\ny"\r\r3,""')).records).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 3, cells: ['1', 'x\ny'] },
      { row: 5, cells: ['3', ''] },
    ]);
    expect(await cellsOf('a,\n,')).toEqual([
      ['a', null],
      [null, null],
    ]);
    expect(await cellsOf('a\n""\n\n')).toEqual([['a'], ['']]);
    expect(await cellsOf('')).toEqual([]);
  });

  it.each([',', ';', '\t', '|'])('the line that tells Excel the separator %j is no row', async (separator) => {
    for (const start of ['sep=', '\uFEFFSEP=']) {
      expect((await read(`${start}${separator}\r\na,b;c\td|e\n1`)).records).toEqual([
        { row: 1, cells: 'a,b;c\td|e'.split(separator) },
        { row: 2, cells: ['1'] },
      ]);
    }
    expect(await cellsOf('sep=,x\n1,2')).toEqual([
      ['sep=', 'x'],
      ['1', '2'],
    ]);
  });

  it('reading does not depend on where the file is split into pieces', async () => {
    for (let length = 65_520; length < 65_540; length++) {
      const filler = 'é'.repeat(20_000) + 'x'.repeat(length - 40_000);
      expect(await cellsOf(`\uFEFF${filler.slice(0, 100)}\r\n${filler.slice(102)},"é""",""\r\n\r\n"",é\r\n`)).toEqual([
        [filler.slice(0, 100)],
        [filler.slice(102), 'é"', ''],
        ['', 'é'],
      ]);
    }
  });

  it.each<[string, string, number, RegExp]>([
    ['a quote that is not closed', 'a\n"b', 2, /not closed/],
    ['text after a closing quote', 'a\n"b"c', 2, /closing quote/],
    ['a quote in a cell', 'a\n5" pipe', 2, /middle of a cell/],
    ['a long cell', `a\n\n${'x'.repeat(70_000)}`, 3, /longer than/],
    ['a long quoted cell', `a\n"${'x'.repeat(70_000)}"`, 2, /longer than/],
    ['a long row of commas', `a\n${','.repeat(400_000)}`, 2, /longer than/],
    ['a NUL', 'a\0', 1, /UTF-8/],
  ])('an error says in which row %s is, after the rows before it', async (_, text, row, message) => {
    const { records, failure } = await read(text);
    expect(failure).toMatchObject({ code: 'malformed_file', row, message: expect.stringMatching(message) });
    expect(records.map(({ cells }) => cells)).toEqual(row === 1 ? [] : [['a']]);
  });

  it('reading stops after as many rows as a spreadsheet holds, blank ones included', async () => {
    const { records, failure } = await read(`a\n${'\n'.repeat(1_048_574)}b\nc`);
    expect(records.slice(0, 2)).toMatchObject([{ row: 1 }, { row: 1_048_576 }]);
    expect(failure).toMatchObject({ code: 'too_many_rows', row: 1_048_577 });
  });
});

describe('writing', () => {
  it('a written file has nothing that a spreadsheet would run', async () => {
    for (const text of ['=1+1', '+1', '-1+1', '-x', "'-1", '@x', '\tx', '\rx', '\nx', '＝1', "'=1"]) {
      expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
      expect(unescapeFormula((await cellsOf(`a\r\n${csvLine([text])}`))[1]?.[0] ?? '')).toBe(text);
    }
    // A longitude stays a number.
    expect(csvLine(["it's", 'a=b', '-1', '-87.3568'])).toBe("it's,a=b,-1,-87.3568\r\n");
  });
});
