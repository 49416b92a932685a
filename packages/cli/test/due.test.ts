import { beforeAll, expect, it } from 'vitest';
import { serverPlace, usePlace } from './support/places.ts';
import { command, type Environment, SENTENCE, type Server, startServer, stop } from './support/processes.ts';

/** `due`, which asks a running server. */

const place = usePlace(serverPlace);
let server: Server;
let environment: Environment;

const dayFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const due = (...parameters: string[]) => command(['due', ...parameters], environment);

beforeAll(async () => {
  await command(['orgs', 'create', 'coop', '--name', 'Prairie Cooperative'], place.environment);
  const key = (await command(['keys', 'create', '--org', 'coop', '--role', 'admin'], place.environment)).stdout.trim();
  server = await startServer(place.environment);
  environment = { RAPTOR_COMPLY_URL: server.url, RAPTOR_COMPLY_API_KEY: key };
  const tasks = [
    { title: 'Far away', dueDate: dayFromNow(91) },
    { title: 'Within', requirementPart: 'CIP-007-6:R2.2', dueDate: dayFromNow(90) },
    { title: 'Late', dueDate: dayFromNow(-2) },
  ];
  const response = await fetch(`${server.url}/tasks/bulk`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ tasks }),
  });
  expect(response.status).toBe(201);
  return () => stop(server);
});

it('due prints the open and overdue tasks of the next days, the earliest first', async () => {
  const { code, stdout, stderr } = await due('--within', '90d');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const [header, ...rows] = stdout.trimEnd().split('\n');
  expect(header).toMatch(/^DUE +HARD DATE +STATE +REQUIREMENT +TITLE$/);
  expect(rows).toEqual([
    expect.stringMatching(new RegExp(`^${dayFromNow(-2)}  ${dayFromNow(-2)}  overdue +Late$`)),
    expect.stringMatching(new RegExp(`^${dayFromNow(90)}  ${dayFromNow(90)}  open +CIP-007-6:R2.2 +Within$`)),
  ]);
  const late = (await due('--within', '1d', '--reasons')).stdout.trimEnd().split('\n');
  expect(late[0]).toMatch(/TITLE +REASON$/);
  expect(late[1]).toMatch(new RegExp(`Late +the date in the plan: ${dayFromNow(-2)}$`));
  const titles = JSON.parse((await due('--within', '1d', '--json')).stdout).map(
    ({ title }: { title: string }) => title,
  );
  expect(titles).toEqual(['Late']);
});

it('due says in a sentence what is wrong with the days or the key', async () => {
  const days = await due('--within', 'soon');
  expect([days.code, days.stderr]).toEqual([2, expect.stringMatching(SENTENCE)]);
  const other = { ...environment, RAPTOR_COMPLY_API_KEY: 'rc_live_nonsense' };
  const refused = await command(['due', '--within', '90d'], other);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(SENTENCE)]);
  const none = await command(['due', '--within', '90d'], { ...environment, RAPTOR_COMPLY_API_KEY: '' });
  expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('RAPTOR_COMPLY_API_KEY')]);
});
