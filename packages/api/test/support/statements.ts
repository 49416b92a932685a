import { Exchange } from '../../src/kernel/database/pipeline.ts';

/** The texts of what is asked on a connection, where a test watches its `query`. */
export function statementTexts(asked: unknown): string[] {
  if (asked instanceof Exchange) return asked.statements.map(({ text }) => text);
  return [typeof asked === 'string' ? asked : (asked as { text: string }).text];
}
