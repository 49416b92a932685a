import { RowList } from '../database/rows.ts';
import type { Sheet } from './csv.ts';

const TEXT_OID = 25;

/** A sheet of text. */
export function textSheet(columns: readonly string[], rows: readonly (readonly string[])[]): Sheet {
  async function* parts() {
    yield new RowList({ columns: columns.map((name) => ({ name, type: TEXT_OID })), values: rows });
  }
  return { columns: columns.map((name) => ({ name, source: name, kind: 'text' })), parts: parts() };
}
