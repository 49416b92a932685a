import type { Lines } from './hostile-headers.ts';

/** A body for an import; latin1, as bytes. */
interface HostileFile {
  readonly name: string;
  readonly headers: Lines;
  readonly body: string;
}

const FORM: Lines = [['content-type', 'multipart/form-data; boundary=X']];
const part = (disposition: string, text: string): string =>
  `--X\r\nContent-Disposition: ${disposition}\r\n\r\n${text}\r\n`;
const FILE = 'form-data; name="file"; filename="a.csv"';

/** Small files and forms, each wrong in one way, made from a good file. */
export function hostileFiles(csv: string): HostileFile[] {
  const [head = '', row = ''] = csv.split('\n');
  const files: Record<string, string> = {
    'a byte order mark': `\xef\xbb\xbf${csv}`,
    'two byte order marks': `\xef\xbb\xbf\xef\xbb\xbf${csv}`,
    'UTF-16': `\xff\xfe${Buffer.from(csv, 'utf16le').toString('latin1')}`,
    'a NUL': csv.replace(row, `${row}\0`),
    'bytes that are not UTF-8': csv.replace(row, `\xff${row}`),
    'CR alone': csv.replaceAll('\n', '\r'),
    'mixed line ends': `${head}\r\n${row}\n\r\r\n`,
    'an unclosed quote': `${head}\n"${row}`,
    'a quote in a cell': `${head}\nx"${row}`,
    'text after a quote': `${head}\n"x"y${row}`,
    'only quotes': '"'.repeat(5001),
    'a header twice': `${head},${head}\n${row},${row}`,
    'an unknown column': `${head},__proto__\n${row},x`,
    'many columns': `${head},${Array.from({ length: 10_000 }, (_, index) => `c${index}`).join()}\n${row}`,
    'many empty columns': `${head}${','.repeat(10_000)}\n${row}${','.repeat(10_000)}`,
    'a row with more cells': `${head}\n${row},more`,
    'a row with fewer cells': `${head}\nx`,
    'only commas': ','.repeat(50_000),
    'only line ends': '\n'.repeat(50_000),
    'a formula': `${head}\n${row.replace(/^[^,]*/, '=1+1')}`,
    'numbers that are none': `${head}\n${row.replace(',1,', ',1e400,')}`,
    'a number that is too large': `${head}\n${row.replace(',1,', ',9007199254740993,')}`,
    'the same tag twice': `${head}\n${row}\n${row}`,
    'a cell that is too long': `${head}\n${'x'.repeat(70_000)}${row}`,
    '[': '['.repeat(200_000),
  };
  const forms: Record<string, string> = {
    'a good form': `${part(FILE, csv)}--X--\r\n`,
    'a form without an end': part(FILE, csv),
    'a form that is cut': part(FILE, csv).slice(0, 60),
    'an empty form': '--X--\r\n',
    'a form without its boundary': csv,
    'two files': `${part(FILE, csv)}${part(FILE, csv)}--X--\r\n`,
    'many parts': `${part('form-data; name="note"', 'x').repeat(200)}${part(FILE, csv)}--X--\r\n`,
    'a part without a name': `${part('form-data', csv)}--X--\r\n`,
    'a part called __proto__': `${part('form-data; name="__proto__"', 'x')}${part(FILE, csv)}--X--\r\n`,
    'a file name with a NUL': `${part('form-data; name="file"; filename="a\0.csv"', csv)}--X--\r\n`,
    'a file name that is a path': `${part('form-data; name="file"; filename="../../etc/passwd"', csv)}--X--\r\n`,
    'a file name in another charset': `${part('form-data; name="file"; filename*=x-none\'\'%ff', csv)}--X--\r\n`,
    'headers that are too long': `${part(`form-data; name="file"; filename="${'x'.repeat(90_000)}"`, csv)}--X--\r\n`,
    'an unknown transfer encoding': `--X\r\nContent-Disposition: ${FILE}\r\nContent-Transfer-Encoding: base64\r\n\r\n${csv}\r\n--X--\r\n`,
  };
  return [
    ...Object.entries(files).map(([name, body]) => ({ name: `file: ${name}`, headers: [] as Lines, body })),
    ...Object.entries(forms).map(([name, body]) => ({ name: `form: ${name}`, headers: FORM, body })),
  ];
}
