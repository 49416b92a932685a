import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { facilityBody, makeControlCenter, makeFacility, makeInventory } from '../../api/test/support/fixtures.ts';
import { type OpenedConsole, useConsole } from './support/open-console.ts';

/** The console as a compliance lead uses it: the real server, a real browser. */

const { open, work } = useConsole();
const ids = async (client: OpenedConsole['client'], path: string) =>
  (await client.must.get<{ id: string }[]>(path)).body.map(({ id }) => id);

describe('A session', () => {
  it('ends when its key is revoked, and the deep link survives the next sign-in', async () => {
    const { page, client, go } = await open();
    const facility = (await makeFacility(client, { title: 'Mesa Solar' })).id;
    await go(`facilities/${facility}`);
    await page.getByRole('heading', { name: 'Mesa Solar' }).waitFor();
    await page.context().clearCookies();
    await page.reload();
    await page.getByLabel('API key').fill(client.key ?? '');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('heading', { name: 'Mesa Solar' }).waitFor();
    expect(await page.evaluate('JSON.stringify({ ...localStorage }) + document.cookie')).not.toContain('rc_');
  });
});

describe('An open page', () => {
  it('is refreshed while somebody uses it, and does not keep the session of an unattended browser', async () => {
    const { page, go } = await open();
    let refreshes = 0;
    page.on('request', (request) => {
      if (new URL(request.url()).pathname === '/activity') refreshes++;
    });
    await page.clock.install();
    await go('activity');
    const refreshesWithin = async (ms: number) => {
      const before = refreshes;
      await page.clock.runFor(ms);
      await page.evaluate('fetch("../healthz")');
      return refreshes - before;
    };
    await page.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
    await expect.poll(() => refreshesWithin(6000)).toBeGreaterThan(0);
    await refreshesWithin(6 * 60_000);
    expect(await refreshesWithin(30 * 60_000)).toBe(0);
    await page.mouse.move(300, 300);
    await expect.poll(() => refreshesWithin(6000)).toBeGreaterThan(0);
  });
});

describe('An import', () => {
  const plants = [
    'gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel',
    ...Array.from(
      { length: 3113 },
      (_, i) =>
        `USA${String(i).padStart(7, '0')},Plant ${i},${20 + (i % 900)}.5,${30 + (i % 15)},-${80 + (i % 30)},${['Gas', 'Hydro', 'Wind', 'Coal'][i % 4]}`,
    ),
  ].join('\n');

  it('takes 3,113 plants from a file with names of its own, after a check of every row', async () => {
    const { page, client, go } = await open();
    await go('');
    await page.getByRole('link', { name: 'Import a spreadsheet' }).first().click();
    await page.setInputFiles('input[type=file]', {
      name: 'plants.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(plants),
    });
    await page.getByText('3,113 rows in plants.csv').waitFor();
    const choose = (label: string, value: string) => page.getByLabel(`${label} of all rows`).selectOption(value);
    await choose('Type', 'generation');
    await choose('Interconnection', 'eastern');
    await choose('Regional entity', 'SERC');
    // Two kinds of wind power are like it, so that the user says which.
    await page.getByLabel('What Wind means').selectOption('wind_onshore');
    await page.getByLabel('Voltage kV of all rows').fill('230');
    // What is usual is there already; nobody knows the apparent power yet.
    const given = (label: string) => page.getByLabel(`${label} of all rows`).inputValue();
    const usual = ['Impact level', 'Registration status', 'BES', 'Capacity MVA'];
    expect(await Promise.all(usual.map(given))).toEqual(['low', 'registered', 'true', '0']);
    await page.getByLabel('Last review date of all rows').fill('2090-01-31');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    // What is wrong with a value of all rows is said once.
    await page.getByText(/^Last review date .* All rows have this value/).waitFor({ timeout: 60_000 });
    expect(await page.getByRole('cell', { name: /review date/ }).count()).toBe(0);
    await page.getByLabel('Last review date of all rows').fill('2026-01-31');
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByRole('button', { name: 'Import 3,113 facilities' }).click({ timeout: 60_000 });
    await page.getByText('3,113 facilities created').waitFor({ timeout: 60_000 });
    expect((await ids(client, '/facilities')).length).toBe(3113);
    const [first] = (await client.must.get<{ generationType: string[] }[]>('/facilities?q=USA0000001')).body;
    expect(first?.generationType).toEqual(['hydroelectric']);
    await page.getByText(/^3,113 facilities\s*$/).waitFor();
    // Only the rows in view are in the document, wherever one scrolls.
    await page.getByRole('grid').press('End');
    await page.getByText('Plant 3112').waitFor();
    expect(await page.getByRole('row').count()).toBeLessThan(80);
  });

  it('of a few columns changes nothing else of what exists', async () => {
    const { page, client, go } = await open();
    const { id } = await makeFacility(client, { impactLevel: 'medium', bes: false, voltageKv: 345 });
    await go('import/facilities');
    const buffer = Buffer.from(`id,title\n${id},Renamed\n`);
    await page.setInputFiles('input[type=file]', { name: 'names.csv', mimeType: 'text/csv', buffer });
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('0 to create, 1 to change, 0 unchanged, 0 refused').waitFor({ timeout: 30_000 });
    await page.getByRole('button', { name: 'Import 1 facility' }).click();
    await page.getByText('0 facilities created, 1 changed.').waitFor();
    const now = (await client.must.get(`/facilities/${id}`)).body;
    expect(now).toMatchObject({ title: 'Renamed', impactLevel: 'medium', bes: false });
    expect(Number(now.voltageKv)).toBe(345);
  });

  it('takes back a workbook that was exported, as it is', async () => {
    const { page, client, go } = await open();
    const given = { facilityCode: 'F-0', latitude: -12.5, generationType: ['solar', 'storage'] };
    const { id } = await makeFacility(client, given);
    const [header = '', row = ''] = (await client.must.get('/facilities/export')).text.split('\r\n');
    const rows = Array.from({ length: 1499 }, (_, index) => row.replace(id, '').replace('F-0', `F-${index + 1}`));
    const file = [header, ...rows].join('\r\n');
    await client.must.send('POST', '/facilities/import', { body: file, headers: { 'content-type': 'text/csv' } });
    await go('facilities');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: 'Excel workbook' }).click();
    const workbook = await (await download).path();
    await go('import/facilities');
    await page.setInputFiles('input[type=file]', {
      name: 'export.xlsx',
      mimeType: '',
      buffer: await readFile(workbook),
    });
    await page.getByText('1,500 rows in export.xlsx').waitFor();
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('0 to create, 0 to change, 1,500 unchanged, 0 refused').waitFor({ timeout: 30_000 });
  });
});

describe('A control center', () => {
  it('is added by hand, with what is missing at its fields', async () => {
    const { page, client, go } = await open();
    await go('control-centers');
    await page.getByRole('link', { name: 'Add center' }).click();
    await page.getByRole('button', { name: 'Add control center' }).click();
    await page.getByText('This is required.').first().waitFor();
    expect(await page.getByLabel('Title').evaluate((input) => input.matches(':focus'))).toBe(true);
    const texts = {
      Title: 'Bay Desk',
      Code: 'BAY',
      'Address line 1': '1 Main St',
      City: 'Tampa',
      State: 'FL',
      ZIP: '33602',
    };
    const dates = ['Commissioning date', 'Backup facility tested', 'Incident response tested', 'Last review date'];
    for (const [label, text] of Object.entries(texts)) await page.getByLabel(label, { exact: true }).fill(text);
    for (const label of dates) await page.getByLabel(label).fill('2026-01-31');
    await page.getByLabel('Recovery time objective').fill('4');
    for (const label of ['ESP defined', 'PSP defined', 'BES'])
      await page.getByLabel(label, { exact: true }).selectOption('true');
    await page.getByLabel('Impact level').selectOption('low');
    await page.getByLabel('Regional entity').selectOption('SERC');
    await page.getByRole('button', { name: 'Add control center' }).click();
    await page.getByRole('heading', { name: 'Bay Desk' }).waitFor();
    expect(await ids(client, '/control-centers')).toHaveLength(1);
  });

  it('shows its rating before a facility is assigned, and turns medium with it', async () => {
    const { page, client, go } = await open();
    const center = (await makeControlCenter(client, { centerTitle: 'West Control Center' })).id;
    await makeFacility(client, {
      title: 'Cedar Ridge',
      facilityCode: 'CR1',
      capacityMw: 1441,
      interconnection: 'western',
      controlCenterId: center,
    });
    await makeFacility(client, {
      title: 'Prairie Wind',
      facilityCode: 'PW2',
      capacityMw: 148,
      interconnection: 'western',
    });
    await go(`control-centers/${center}`);
    await page.getByPlaceholder('Find a facility').fill('prairie');
    await page.getByRole('option', { name: /Prairie Wind/ }).click();
    await page.getByText('Assigning Prairie Wind makes this control center medium impact.').waitFor();
    await page.getByRole('button', { name: 'Assign Prairie Wind' }).click();
    await page.getByText('Prairie Wind assigned to West Control Center.').waitFor();
    await expect
      .poll(async () => (await client.must.get(`/control-centers/${center}`)).body.impactLevel)
      .toBe('medium');
  });

  it('shows when its rating changed, and not each time that it was determined', async () => {
    const { page, client, go } = await open();
    const { id } = await makeControlCenter(client);
    for (const capacityMw of [900, 599, 10])
      await makeFacility(client, { capacityMw, interconnection: 'western', controlCenterId: id });
    expect(await ids(client, `/control-centers/${id}/impact-determinations`)).toHaveLength(3);
    await go(`control-centers/${id}`);
    const ratings = page.getByRole('region', { name: 'Ratings until now' }).getByRole('listitem');
    await ratings.first().waitFor();
    const texts = await ratings.allTextContents();
    expect(texts).toEqual([expect.stringMatching(/^Low.*Medium.*1509/)]);
  });
});

describe('A saved view', () => {
  it('keeps filters, order, and columns for everybody, until it is deleted', async () => {
    const { page, client, go } = await open();
    await makeFacility(client, { title: 'Mesa Solar', impactLevel: 'low' });
    await makeFacility(client, { title: 'Ridge Gas', impactLevel: 'medium' });
    await go('facilities?sort=title&impactLevel=low&columns=title,capacityMw');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByRole('menuitem', { name: 'Save this view' }).click();
    await page.getByLabel('Name').fill('Low plants');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('View Low plants saved.').waitFor();

    const colleague = await open(client);
    await colleague.go('facilities');
    await colleague.page.getByText('Ridge Gas').waitFor();
    await colleague.page.getByRole('button', { name: 'Views' }).click();
    await colleague.page.getByRole('menuitem', { name: 'Low plants' }).click();
    await colleague.page.getByText('Ridge Gas').waitFor({ state: 'detached' });
    await colleague.page.getByText('Mesa Solar').waitFor();
    expect(await colleague.page.getByRole('columnheader', { name: 'Registration status' }).count()).toBe(0);
    await colleague.page.getByRole('button', { name: 'Low plants' }).click();
    await colleague.page.getByRole('menuitem', { name: 'Delete Low plants' }).click();
    await colleague.page.getByRole('button', { name: 'Views' }).waitFor();
    expect(await ids(client, '/saved-views')).toEqual([]);
  });
});

describe('A record', () => {
  it('is created by its form, with the API’s error at its field, and shows its history', async () => {
    const { page, client, go } = await open();
    await makeFacility(client, { facilityCode: 'TAKEN' });
    const body = facilityBody({ facilityCode: 'TAKEN', title: 'Bluff Hydro' });
    await go(
      `facilities/new?${new URLSearchParams(Object.entries(body).flatMap(([name, value]) => (typeof value === 'object' ? [] : [[name, String(value)] as [string, string]])))}`,
    );
    await page.getByRole('button', { name: 'Add facility' }).click();
    await page.getByRole('alert').filter({ hasText: 'another facility' }).waitFor();
    await page.getByLabel('Code', { exact: true }).fill('BH-01');
    await page.getByLabel('Reason for the log').fill('Work order 4711');
    await page.getByRole('button', { name: 'Add facility' }).click();
    await page.getByRole('heading', { name: 'Bluff Hydro' }).waitFor();
    await page.getByText('Reason: Work order 4711').waitFor();
  });

  it('that someone else changed meanwhile shows both versions, and saves what one chooses', async () => {
    const { page, client, go } = await open();
    const { id } = await makeFacility(client, { title: 'Mesa Solar', capacityMw: 100 });
    await go(`facilities/${id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Mesa Solar 1');
    await client.must.patch(`/facilities/${id}`, { capacityMw: 120 });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Someone else has changed this record').waitFor();
    await page.getByRole('button', { name: 'Continue with these values' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Mesa Solar 1' }).waitFor();
    expect((await client.must.get(`/facilities/${id}`)).body).toMatchObject({
      title: 'Mesa Solar 1',
      capacityMw: '120',
    });
  });
});

describe('The past', () => {
  it('is violet, read-only, and shows what was', async () => {
    const { page, client, go } = await open();
    const { id } = await makeFacility(client, { title: 'Before' });
    const [entry] = (await client.must.get<{ occurredAt: string }[]>('/activity?limit=1')).body;
    await client.must.patch(`/facilities/${id}`, { title: 'After' });
    await go(
      `facilities/${id}?asOf=${encodeURIComponent(new Date(Date.parse(entry?.occurredAt ?? '') + 1).toISOString())}`,
    );
    await page.getByRole('heading', { name: 'Before' }).waitFor();
    await page.getByText('Nothing can be changed here.').waitFor();
    expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Return to now' }).click();
    await page.getByRole('heading', { name: 'After' }).waitFor();
    await page.getByRole('button', { name: 'Edit' }).waitFor();
  });
});

describe('A task', () => {
  it('that is late is completed, and recorded as late', async () => {
    const { page, client, go } = await open();
    const task = await client.must.post('/tasks', { title: 'Review the policy', dueDate: '2026-01-15' });
    await go('');
    await page.getByRole('link', { name: /days late Review the policy/ }).click();
    await page.getByText('Why this date').waitFor();
    await page.getByLabel('What was done').fill('Read and signed');
    await page.getByLabel('Evidence').fill('DOC-7');
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByText('Review the policy completed.').waitFor();
    expect((await client.must.get(`/tasks/${task.body.id}`)).body).toMatchObject({
      status: 'complete',
      state: 'met_late',
    });
    const [performed] = (await client.must.get<object[]>(`/tasks/${task.body.id}/occurrences`)).body;
    expect(performed).toMatchObject({ notes: 'Read and signed', reference: 'DOC-7', evidencePending: false });
  });
});

describe('The log', () => {
  it('is verified, proves an entry, and becomes an audit package', async () => {
    const { page, client, go } = await open();
    await makeInventory(client);
    await go('activity');
    const asked = page.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().endsWith('/verifications'),
    );
    await page.getByRole('button', { name: 'Verify now' }).click();
    await asked;
    await work();
    await page.getByText(/^whole/).waitFor();
    await page
      .getByRole('button', { name: /Proof of entry/ })
      .last()
      .click();
    await page.getByText('other hashes').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Audit package' }).click();
    const saved = async (click: () => Promise<void>) => {
      const download = page.waitForEvent('download');
      await click();
      return readFile(await (await download).path());
    };
    const verifier = await saved(() => page.getByRole('link', { name: 'verifier.html' }).click());
    expect(verifier.toString()).toMatch(/^<!doctype html>.*default-src 'none'/is);
    const key = (await client.must.get('/activity/key', { accept: 'text/plain' })).text.trim();
    await page.getByText(key).waitFor();
    const archive = await saved(() => page.getByRole('button', { name: 'Download' }).click());
    expect(archive.subarray(0, 2).toString()).toBe('PK');
  });
});
