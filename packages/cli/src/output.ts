/** Control and format characters, line separators, and halves of characters: a terminal obeys or hides them. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** Escapes what a terminal would not show, as JSON does: a name cannot color a line, or look like more lines. */
export const visible = (text: string): string =>
  text.replace(INVISIBLE, (character) => character.split('').map(escapeUnit).join(''));

/** Prints lines on stdout. Everything that a command prints passes here or through `printError`. */
export function print(...lines: string[]): void {
  process.stdout.write(lines.map((line) => `${visible(line)}\n`).join(''));
}

export function printError(line: string): void {
  process.stderr.write(`${visible(line)}\n`);
}

/** Prints a value as JSON. */
export const printJson = (value: unknown): void => print(...JSON.stringify(value, null, 2).split('\n'));

/** Prints a table: columns as wide as their widest cell, two spaces apart. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [header, ...rows].map((cells) => cells.map(visible));
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  print(
    ...lines.map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
  );
}

const BAR_WIDTH = 30;

/** Shows progress on stderr if it is a terminal. */
export function progressBar(label: string): { show: (done: number, total: number) => void; clear: () => void } {
  if (!process.stderr.isTTY) return { show: () => {}, clear: () => {} };
  let shown = '';
  return {
    show(done, total) {
      const part = Math.min(1, done / Math.max(1, total));
      const filled = Math.round(part * BAR_WIDTH);
      const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
      const text = `${visible(label)} ${bar} ${Math.floor(part * 100)}%`;
      if (text !== shown) process.stderr.write(`\r${text}`);
      shown = text;
    },
    clear() {
      if (shown !== '') process.stderr.write('\r\u001b[K');
    },
  };
}
