import { type RecordField, type RecordKind, recordKinds } from '@raptor-comply/sdk/records';
import { describe, expect, it } from 'vitest';
import type { Client } from '../../api/test/support/client.ts';
import { makeInventory } from '../../api/test/support/fixtures.ts';
import { useConsole } from './support/open-console.ts';

/** Text that a page would run if it took it for HTML, in every text field of every kind of record, on every page that shows it. */

const { open } = useConsole();

const ATTACKS = [
  '<img src=x onerror=document.title=1>',
  `"'><script>document.title=1</script>`,
  '<svg/onload=document.title=1>',
  'javascript:document.title=1',
];

type Row = Record<string, unknown> & { readonly id: string };

/** The text fields that take any text of this length, with an attack each; parts of an object are a body of their own. */
function attackOn(fields: readonly RecordField[], start = 0): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [index, field] of fields.entries()) {
    if (!field.inCreate && !field.inUpdate && start === 0) continue;
    const attack = ATTACKS[(start + index) % ATTACKS.length] ?? '';
    if (field.type === 'object' && field.fields !== undefined && !field.isList)
      body[field.name] = attackOn(field.fields, index + 1);
    else if (field.type === 'text') body[field.name] = attack.slice(0, field.maxLength ?? attack.length);
  }
  return body;
}

/** Writes the fields one after another: what the API refuses, such as an IP address that is none, cannot be shown either. */
async function attackRecord(client: Client, kind: RecordKind, id: string): Promise<number> {
  const method = kind.operations.update?.httpMethod === 'PUT' ? 'put' : 'patch';
  let taken = 0;
  for (const [name, value] of Object.entries(attackOn(kind.fields))) {
    const { status } = await client[method](`${kind.path}/${id}`, { [name]: value });
    expect([200, 422]).toContain(status);
    if (status === 200) taken += 1;
  }
  return taken;
}

const firstOf = async (client: Client, kind: RecordKind): Promise<Row> => {
  const [row] = (await client.must.get<Row[]>(`${kind.path}?limit=1`)).body;
  if (row === undefined) throw new Error(`There is no ${kind.noun} to attack`);
  return row;
};

describe('Hostile text', () => {
  it('is text on every page, in every text field of every kind of record', async () => {
    const { page, client, go } = await open();
    await makeInventory(client);
    await client.must.post('/users', {
      firstName: 'Dana',
      lastName: 'Reyes',
      personType: 'employee',
      role: 'auditor',
      status: 'active',
    });
    await client.must.post('/tasks', { title: 'Review', dueDate: '2026-01-15' });
    await client.must.post('/saved-views', { name: 'Mine', resource: 'facilities', query: 'q=x' });
    const paths = ['', 'map', 'tree', 'activity', 'data-quality', 'calendar?month=2026-01', 'compare', 'requirements'];
    for (const kind of recordKinds) {
      const { id } = await firstOf(client, kind);
      expect(await attackRecord(client, kind, id)).toBeGreaterThan(0);
      const place = kind.path.slice(1);
      paths.push(place, `${place}/${id}`);
    }
    for (const path of paths) {
      await go(path);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      expect([path, await page.locator('main :is(img, script, [onerror], [onload])').count()]).toEqual([path, 0]);
      expect([path, await page.locator('a[href^="javascript:"]').count()]).toEqual([path, 0]);
      // What is attacked is there: the page shows it as it is.
      if (path.includes('/')) expect(await page.getByText('document.title=1').count()).toBeGreaterThan(0);
      const title = await page.title();
      expect([path, title === '1']).toEqual([path, false]);
      const edit = page.getByRole('button', { name: 'Edit', exact: true });
      if ((await edit.count()) > 0) {
        await edit.click();
        await page.getByRole('button', { name: 'Save', exact: true }).waitFor();
        expect([path, await page.locator('main :is(img, script, [onerror], [onload])').count()]).toEqual([path, 0]);
      }
    }
  });
});
