/** One that was given out, changed in every way that keeps it looking like one. */
export function tampered(cursor: string): string[] {
  const swapped = cursor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'));
  const [end = ''] = cursor.slice(-1);
  const other = Buffer.concat([
    Buffer.from(cursor, 'base64url').subarray(0, 16),
    Buffer.from('2020-01-01T00:00:00.000Z 01a20375-e30d-772d-92cc-c8b9ccd298b5'),
  ]).toString('base64url');
  return [
    swapped,
    cursor.slice(0, -1) + (end === 'A' ? 'B' : 'A'),
    cursor.slice(0, 20),
    cursor.slice(0, -4),
    `${cursor}=`,
    `${cursor}A`,
    cursor.toLowerCase(),
    cursor + cursor,
    other,
    '%00',
    'x'.repeat(500),
    'x'.repeat(501),
  ];
}
