// Prints results as a table and stores them in results.json. A later run replaces what it measures again.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';

const FILE = new URL('results.json', import.meta.url);

function commit() {
  try {
    const described = ['describe', '--always', '--dirty', '--abbrev=12'];
    return execFileSync('git', described, { cwd: new URL('.', import.meta.url), encoding: 'utf8' }).trim();
  } catch {
    return null;
  }
}

/** The properties of the machine that affect the numbers, without anything that identifies it. */
const machine = () => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryGb: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release().split('-')[0]}`,
  node: process.version,
});

/**
 * @param {'embedded' | 'server'} kind
 * @param {string} engine the database's version
 * @param {Record<string, unknown>} settings
 * @param {Record<string, object>} found by name
 */
export async function keep(kind, engine, settings, found) {
  const before = await readFile(FILE, 'utf8').then(JSON.parse, () => ({}));
  const about = { measuredAt: new Date().toISOString().slice(0, 10), commit: commit(), ...settings };
  const stamped = Object.fromEntries(Object.entries(found).map(([name, result]) => [name, { ...result, ...about }]));
  const results = {
    ...before,
    machine: machine(),
    [kind]: { engine, results: { ...before[kind]?.results, ...stamped } },
  };
  await writeFile(FILE, `${JSON.stringify(results, null, 2)}\n`);
}

const HEADINGS = ['workload', 'orgs', 'target', 'min', 'median', 'max', 'p50', 'p99', 'CPU', 'CPU µs', 'DB µs', ''];
const pair = (numbers) => (numbers === undefined || numbers[1] === null ? '' : numbers.join(' → '));

const verdict = (met) => (met === null ? '' : met ? 'met' : 'NOT MET');

const cells = ([name, { organizations, target, ratio, p50, p99, cpu, seen, megabytesAboveIdle, met }]) => [
  name,
  organizations,
  target,
  ratio.min,
  ratio.median,
  ratio.max,
  p50?.median,
  p99?.median,
  cpu?.median,
  pair(seen?.cpu),
  pair(seen?.databaseCpu),
  `${verdict(met)}${megabytesAboveIdle === undefined ? '' : `, ${megabytesAboveIdle.max} MB above idle`}`,
];

/** Prints the comparisons as a table and everything else as JSON. */
export function show(found) {
  const entries = Object.entries(found);
  const rows = entries.filter(([, result]) => result.ratio !== undefined).map(cells);
  if (rows.length > 0) {
    const lines = [HEADINGS, ...rows].map((line) => line.map((cell) => String(cell ?? '')));
    const widths = HEADINGS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
    const text = (line) => line.map((cell, column) => cell.padEnd(widths[column])).join('  ');
    process.stdout.write(`${lines.map(text).join('\n')}\n`);
  }
  for (const [name, result] of entries) {
    if (result.ratio === undefined) process.stdout.write(`${name} ${JSON.stringify(result, null, 2)}\n`);
  }
}
