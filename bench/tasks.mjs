// The 90-day view: pages of 10,000 tasks with their occurrences, next to pages of as many assets of the same size.
import { fill } from './dataset.mjs';
import { identity } from './load.mjs';
import { makePlace } from './places.mjs';
import { cpuSeconds, startServer } from './servers.mjs';
import { percentile, rounded } from './statistics.mjs';

const TARGET_MS = 50;
const TASKS = 10_000;
const BULK = 1000;
const PARTS = ['CIP-003-9:R1.2', 'CIP-009-6:R2.3', 'CIP-004-7:R1.1', 'CIP-007-6:R2.2', 'CIP-007-6:R4.4'];

const INSERT_OCCURRENCES = `
  insert into task_occurrences (organization_id, id, task_id, status, due_date, hard_due, alert_due, due_reason, performed_on, is_late,
                                completed_at, notes, reference)
  select t.organization_id, gen_random_uuid(), t.id, 'complete', t.due_date - 400 - n, t.hard_due, t.alert_due, t.due_reason,
         (t.due_date - 400 - n)::text, false, now(), 'Done by two people.', 'DOC-' || n
    from tasks t cross join generate_series(1, 4) n`;

const isoDay = (fromNow) => new Date(Date.now() + fromNow * 86_400_000).toISOString().slice(0, 10);

/** Tasks of five parts, with a note each, that are due within 90 days. */
async function makeTasks(server, headers) {
  for (let from = 0; from < TASKS; from += BULK) {
    const tasks = Array.from({ length: BULK }, (_, index) => ({
      title: `Task ${from + index} of the relay house`,
      requirementPart: PARTS[index % PARTS.length],
      dueDate: isoDay((index * 7) % 89),
      notes: 'Check the vendor portals first.',
    }));
    const body = JSON.stringify({ tasks });
    const response = await fetch(`${server.url}/tasks/bulk`, {
      ...{ method: 'POST', body },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  }
}

/** Reads a list to its end, page after page. */
async function readPages(server, headers, path) {
  const milliseconds = [];
  let rows = 0;
  let url = new URL(path, server.url);
  while (url !== undefined) {
    const since = performance.now();
    const response = await fetch(url, { headers });
    const body = await response.text();
    milliseconds.push(performance.now() - since);
    if (!response.ok) throw new Error(`${response.status} ${body}`);
    rows += JSON.parse(body).length;
    const link = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
    url = link === undefined ? undefined : new URL(link, url);
  }
  return { milliseconds, rows };
}

async function measure(server, headers, path, rounds) {
  await readPages(server, headers, path);
  const [milliseconds, before] = [[], cpuSeconds(server.pid) ?? Number.NaN];
  let rows = 0;
  for (let round = 0; round < rounds; round += 1) {
    const read = await readPages(server, headers, path);
    milliseconds.push(...read.milliseconds);
    rows = read.rows;
  }
  const cpuMs = (((cpuSeconds(server.pid) ?? Number.NaN) - before) * 1000) / milliseconds.length;
  const sorted = milliseconds.sort((one, other) => one - other);
  return {
    rows,
    p50Ms: rounded(percentile(sorted, 0.5)),
    p99Ms: rounded(percentile(sorted, 0.99)),
    cpuMs: rounded(cpuMs),
  };
}

export async function tasks({ rounds, serverUrl }) {
  const { place, content } = await makePlace(serverUrl, (database) =>
    fill(database, [{ name: 'all', organizations: 1, assets: TASKS }]),
  );
  const headers = identity('product', content.all[0]);
  try {
    const filling = await startServer('product', place);
    await makeTasks(filling, headers);
    await filling.stop();
    const database = await place.open();
    await database.query({ text: INSERT_OCCURRENCES });
    await database.close();
    await place.settle();
    const server = await startServer('product', place);
    try {
      const results = {};
      for (const limit of [100, 1000]) {
        const due = `dueBefore=${isoDay(90)}&limit=${limit}`;
        results[limit] = {
          due: await measure(server, headers, `/tasks?${due}`, rounds),
          dueSorted: await measure(server, headers, `/tasks?${due}&sort=dueDate`, rounds),
          assets: await measure(server, headers, `/cyber-assets?limit=${limit}`, rounds),
        };
      }
      const met = Object.values(results).every(
        ({ due, dueSorted }) => Math.max(due.p50Ms, dueSorted.p50Ms) <= TARGET_MS,
      );
      return { tasks: { targetMs: TARGET_MS, ...results, met } };
    } finally {
      await server.stop();
    }
  } finally {
    await place.remove();
  }
}
