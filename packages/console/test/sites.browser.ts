import { describe, expect, it } from 'vitest';
import { KeyRing } from '../../api/src/kernel/auth/api-keys.ts';
import { createSignInToken } from '../../api/src/kernel/auth/sign-in-links.ts';
import { makeControlCenter, makeCyberSystem, makeFacility, makeInventory } from '../../api/test/support/fixtures.ts';
import { useConsole } from './support/open-console.ts';

const { open, server } = useConsole();

describe('The map', () => {
  it('has a mark for each place, opens a site by the keyboard, and lists what lies elsewhere', async () => {
    const { page, client, go } = await open();
    const at = (title: string, latitude: number, longitude: number) =>
      makeFacility(client, { title, latitude, longitude, impactLevel: 'medium' });
    const { id } = await at('Mesa Solar', 35.1, -106.6);
    await at('Bay Wind', 27.9, -82.4);
    await makeFacility(client, { title: 'Unplaced Tie', latitude: undefined, longitude: undefined });
    // The projection has a point for it, north of the outline.
    await at('Toronto Tie', 43.7, -79.4);
    await go('map');
    await page.getByText('2 sites are not on the map').waitFor();
    for (const name of ['Unplaced Tie', 'Toronto Tie']) await page.getByRole('link', { name }).waitFor();
    const first = page.getByRole('button', { name: 'Mesa Solar, medium impact' });
    await first.focus();
    await page.keyboard.press('ArrowRight');
    expect(
      await page.getByRole('button', { name: 'Bay Wind, medium impact' }).evaluate((mark) => mark.matches(':focus')),
    ).toBe(true);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/facilities/${id}`);
  });
});

describe('The tree', () => {
  it('opens from the control center down to the number of assets, and its address shows the same', async () => {
    const { page, client, go } = await open();
    const center = await makeControlCenter(client, { centerTitle: 'Bay Desk' });
    const { facilityId, cyberSystemId } = await makeInventory(client);
    await client.must.patch(`/facilities/${facilityId}`, { controlCenterId: center.id });
    const { body: assets } = await client.must.get<unknown[]>(`/cyber-systems/${cyberSystemId}/cyber-assets`);
    const count = page.getByRole('link', { name: new RegExp(`^${assets.length} assets?$`) });
    await go('tree');
    await page.getByRole('row', { name: 'Bay Desk' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    await count.waitFor();
    await page.reload();
    await count.waitFor();
  });
});

describe('The sidebar', () => {
  it('says how many records there are, however many, without reading them', async () => {
    const { page, client, go } = await open();
    for (let made = 0; made < 3; made++) await makeFacility(client);
    // A response that the next page interrupts has no body.
    await page.waitForLoadState('networkidle');
    const sizes: number[] = [];
    page.on('response', async (response) => {
      if (new URL(response.url()).pathname === '/facilities') sizes.push((await response.json()).length);
    });
    await go('settings');
    await page.getByRole('link', { name: 'Facilities 3' }).waitFor();
    await expect.poll(() => sizes).toEqual([1]);
  });
});

describe('The plan of what applies', () => {
  it('is looked at, applied, and becomes tasks in an organization that has none', async () => {
    const { page, client, go } = await open();
    await makeInventory(client);
    expect((await client.must.get('/tasks')).body).toEqual([]);
    await go('');
    await page.getByRole('link', { name: 'See which requirements apply' }).click();
    await page.getByRole('button', { name: 'Plan the tasks' }).click();
    const create = page.getByRole('button', { name: /^Create \d+ tasks?$/ });
    await create.waitFor();
    expect((await client.must.get('/tasks')).body).toEqual([]);
    const planned = Number(/\d+/.exec((await create.textContent()) ?? '')?.[0]);
    await create.click();
    await page.getByText(`${planned} tasks planned`).waitFor();
    expect((await client.must.get<unknown[]>('/tasks')).body).toHaveLength(planned);
    await page.waitForURL(/\/calendar/);
    await go('requirements');
    await page.getByRole('button', { name: 'Plan the tasks' }).click();
    await page.getByText('exists already').waitFor();
  });
});

describe('A sign-in link', () => {
  it('signs in at once where nobody is signed in, and is used up by that', async () => {
    const { page, client, go } = await open();
    const { organizationId, apiKeyId } = await new KeyRing(server.database).authenticate(client.key);
    const token = await createSignInToken(server.database, { organizationId, apiKeyId });
    await makeFacility(client, { title: 'Ours' });
    const follow = async () => {
      await page.context().clearCookies();
      await page.goto('about:blank');
      await go(`facilities#token=${token}`);
    };
    await follow();
    await page.getByText('Ours').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await follow();
    await page.getByLabel('API key').waitFor();
  });

  it('asks before it ends the session of somebody else, and is not used up by a no', async () => {
    const { page, client, go } = await open();
    const other = await server.newClient();
    const { organizationId, apiKeyId } = await new KeyRing(server.database).authenticate(other.key);
    const token = await createSignInToken(server.database, { organizationId, apiKeyId });
    const { id } = await makeFacility(other, { title: 'Theirs' });
    await makeFacility(client, { title: 'Ours' });
    const follow = async () => {
      await page.goto('about:blank');
      await go(`facilities#token=${token}`);
      await page.getByText('Sign in with the link?').waitFor();
    };
    await follow();
    await page.getByRole('button', { name: /^Stay signed in/ }).click();
    await page.getByText('Ours').waitFor();
    await follow();
    await page.getByRole('button', { name: 'Sign in with the link' }).click();
    await page.getByText('Theirs').waitFor();
    await go(`facilities/${id}`);
    await page.getByRole('heading', { name: 'Theirs' }).waitFor();
  });
});

describe('Settings', () => {
  it('say that the server sends no mail and how to change that, and list the licenses of what is shipped', async () => {
    const { page, go } = await open();
    await go('settings');
    await page.getByText('This server sends no mail').waitFor();
    await page.getByText('SMTP_URL').waitFor();
    await page.getByText(/^Raptor Comply, open \d+\.\d+\.\d+ is free software/).waitFor();
    await page.getByRole('link', { name: 'Licenses of the packages' }).click();
    await page.getByText(/react-dom \d+[\s\S]+Permission is hereby granted/).waitFor();
  });
});

describe('A number in the settings', () => {
  it('that is cleared is refused by its name, and not stored as 0', async () => {
    const { page, client, go } = await open();
    const { alertDays } = (await client.must.get('/organization')).body;
    await go('settings');
    await page.getByLabel('Warn before a hard date').fill('');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('alert').getByText('alertDays').waitFor();
    expect((await client.must.get('/organization')).body.alertDays).toBe(alertDays);
  });
});

describe('At 200 % zoom', () => {
  it('no page is wider than the window', async () => {
    const { page, client, go } = await open();
    const { facilityId } = await makeInventory(client);
    await page.setViewportSize({ width: 640, height: 400 });
    for (const path of [
      '',
      'facilities',
      'map',
      'tree',
      `facilities/${facilityId}`,
      'requirements',
      'settings',
      'activity',
    ]) {
      await go(path);
      await page.waitForLoadState('networkidle');
      expect([path, await page.evaluate('document.documentElement.scrollWidth - innerWidth')]).toEqual([path, 0]);
    }
  });
});

describe('A system at a medium control center', () => {
  it('says what the criteria say, and records it', async () => {
    const { page, client, go } = await open();
    const { id: controlCenterId } = await makeControlCenter(client, { impactLevel: 'medium' });
    await makeFacility(client, {
      ...{ controlCenterId, capacityMw: 1600, impactLevel: 'medium', facilityType: 'generation', bes: true },
    });
    const { id } = await makeCyberSystem(client, { controlCenterId, systemTitle: 'Dispatch' });
    await go('');
    await page.getByText('Recorded lower:').getByRole('link', { name: 'Dispatch' }).click();
    await page.getByText('criterion 2.11, medium impact').waitFor();
    await page.getByText('No rating is recorded.').waitFor();
    await page.getByRole('button', { name: 'Record medium' }).click();
    await page.getByText('No rating is recorded.').waitFor({ state: 'detached' });
    expect((await client.must.get(`/cyber-systems/${id}`)).body).toMatchObject({ impactLevel: 'medium' });
    await page.getByText(/Reason: CIP-002-5.1a Attachment 1 criterion 2.11/).waitFor();
  });

  it('is recorded for all that are recorded lower, with the reason of each', async () => {
    const { page, client, go } = await open();
    const made = [
      await makeFacility(client, { title: 'Alder', capacityMw: 1800, impactLevel: 'low' }),
      await makeFacility(client, { title: 'Birch', capacityMw: 1700, impactLevel: 'low' }),
    ];
    await makeFacility(client, { title: 'Cedar', capacityMw: 20, impactLevel: 'low' });
    await go('');
    await page.getByText('Recorded lower: Alder and 1 more').waitFor();
    await page.getByRole('button', { name: 'Record all 2 …' }).click();
    await page.getByRole('button', { name: 'Record 2 ratings' }).click();
    await page.getByText('2 ratings recorded.').waitFor();
    await page.getByText('Recorded lower').waitFor({ state: 'detached' });
    for (const { id } of made) {
      expect((await client.must.get(`/facilities/${id}`)).body).toMatchObject({ impactLevel: 'medium' });
      const log = await client.must.get<{ changeReason: string | null }[]>(`/activity?resourceId=${id}`);
      expect(log.body.map(({ changeReason }) => changeReason).join()).toContain('criterion 2.1');
    }
  });
});

describe('A search of everything', () => {
  it('finds a record and an action, and opens them by the keyboard', async () => {
    const { page, client, go } = await open();
    for (const title of ['Old Quartz Butte', 'New Quartz Butte']) await makeFacility(client, { title });
    // What begins with the text goes before what only has it.
    const { id } = await makeFacility(client, { title: 'Quartz Butte Wind' });
    await go('settings');
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await page.keyboard.press('Control+k');
    const search = page.getByPlaceholder('Find a record, page, or action');
    await search.fill('quartz');
    await page.getByRole('menuitem', { name: /Quartz Butte Wind/ }).waitFor();
    await search.press('Enter');
    await page.waitForURL(new RegExp(id));
    await page.keyboard.press('Control+k');
    await search.fill('import facilities');
    await page.getByRole('menuitem', { name: /Import facilities/ }).waitFor();
    await search.press('Enter');
    await page.getByRole('heading', { name: 'Import facilities' }).waitFor();
    await page.keyboard.press('Control+k');
    await search.fill('nothing like it');
    await page.getByText('Nothing matches “nothing like it”').waitFor();
  });
});

describe('A task', () => {
  it('is assigned on its page', async () => {
    const { page, client, go } = await open();
    const person = {
      firstName: 'Dana',
      lastName: 'Reyes',
      personType: 'employee',
      role: 'contributor',
      status: 'active',
    };
    const user = await client.must.post('/users', person);
    const task = await client.must.post('/tasks', { title: 'Review the policy', dueDate: '2026-12-15' });
    await go(`tasks/${task.body.id}`);
    await page.getByRole('button', { name: 'Edit' }).click();
    await page.getByRole('combobox', { name: 'Assignee' }).fill('Dana');
    await page.getByRole('option', { name: 'Dana Reyes' }).click();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Dana Reyes' }).waitFor();
    expect((await client.must.get(`/tasks/${task.body.id}`)).body).toMatchObject({ assigneeId: user.body.id });
  });

  it('gets its evidence after it was done', async () => {
    const { page, client, go } = await open();
    const task = await client.must.post('/tasks', { title: 'Review the policy', dueDate: '2026-12-15' });
    await go(`tasks/${task.body.id}`);
    await page.getByLabel('What was done').fill('Read and signed');
    await page.getByRole('button', { name: 'Complete' }).click();
    await page.getByRole('cell', { name: 'Read and signed' }).waitFor();
    await page.getByRole('button', { name: 'Pending: add' }).click();
    await page.getByLabel('Where it is kept').fill('DOC-9');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('cell', { name: 'DOC-9' }).waitFor();
    expect((await client.must.get<object[]>(`/tasks/${task.body.id}/occurrences`)).body).toMatchObject([
      { notes: 'Read and signed', reference: 'DOC-9', evidencePending: false },
    ]);
  });
});

describe('Requirements', () => {
  it('are those of one record, and found by a word', async () => {
    const { page, client, go } = await open();
    const { facilityId } = await makeInventory(client);
    await go(`facilities/${facilityId}`);
    await page.getByRole('main').getByRole('link', { name: 'Requirements' }).click();
    await page.getByRole('heading', { name: /^Requirements of / }).waitFor();
    await page.getByLabel('Search requirements').fill('security patches');
    await page.getByText('Judge newly released security patches').or(page.getByText('Do not apply')).first().waitFor();
    const asked = new URL(page.url()).searchParams;
    expect([asked.get('of'), asked.get('q')]).toEqual([facilityId, 'security patches']);
  });
});

describe('Data quality', () => {
  it('has a filter for each rule that is broken, with the number of records', async () => {
    const { page, client, go } = await open();
    for (const title of ['One', 'Two']) await makeFacility(client, { title, capacityMw: 0 });
    await go('data-quality');
    await page.getByRole('button', { name: 'Missing capacity 2' }).click();
    await page.waitForURL(/rule=missing_capacity/);
    await expect.poll(() => page.getByText('has a capacity of 0 MW').count()).toBe(2);
  });
});
