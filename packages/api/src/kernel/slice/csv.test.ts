import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armed, CsvSyntaxError, csvLine, csvRecords, isBlank } from './csv.ts';

const filled = (text: string) => [...csvRecords(text)].filter((record) => !isBlank(record));
const cellsOf = (text: string) => filled(text).map(({ cells }) => cells);

describe('reading', () => {
  it('gives back what was written, whatever the texts; empty text and no value stay apart', () => {
    const value = fc.option(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '"', ',', '\r\n', '=1', "'=1", '\uFEFF')),
    );
    fc.assert(
      fc.property(fc.array(fc.array(value, { minLength: 2, maxLength: 5 }), { minLength: 1 }), (rows) => {
        const read = cellsOf(rows.map(csvLine).join(''));
        expect(read.map((cells) => cells.map((cell) => (cell === null ? null : armed(cell))))).toEqual(rows);
      }),
    );
  });

  it('counts rows as a spreadsheet does, blank ones included, over all kinds of line ends', () => {
    const records = [...filled('\uFEFFa,b\r\n\n1,"x\ny"\r\r3,""')];
    expect(records.map(({ row, cells }) => ({ row, cells }))).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 3, cells: ['1', 'x\ny'] },
      { row: 5, cells: ['3', ''] },
    ]);
    expect(cellsOf('a,\n,')).toEqual([
      ['a', null],
      [null, null],
    ]);
    expect(cellsOf('')).toEqual([]);
  });

  it.each([
    ['a\n"b', 2, /not closed/],
    ['a\n"b"c', 2, /closing quote/],
    ['a\n5" pipe', 2, /middle of a cell/],
    [`a\n\n${'x'.repeat(70_000)}`, 3, /longer than/],
    [`a\n"${'x'.repeat(70_000)}"`, 2, /longer than/],
  ])('of %j says where and why it cannot', (text, row, message) => {
    const failure = (() => {
      try {
        return cellsOf(text);
      } catch (error) {
        return error;
      }
    })();
    expect(failure).toBeInstanceOf(CsvSyntaxError);
    expect(failure).toMatchObject({ row, message: expect.stringMatching(message) });
  });
});

describe('writing', () => {
  it('leaves nothing that a spreadsheet would run', () => {
    for (const text of ['=1+1', '+1', '-1', '@x', '\tx', '\rx', '\nx', '＝1', "'=1"]) {
      expect(csvLine([text]).replace(/^"/, '')).toMatch(/^'/);
      expect(armed(cellsOf(csvLine([text]))[0]?.[0] ?? '')).toBe(text);
    }
    expect(csvLine(["it's", 'a=b'])).toBe("it's,a=b\r\n");
  });
});
