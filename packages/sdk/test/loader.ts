import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LOADER = fileURLToPath(new URL('../../../examples/load-inventory.mjs', import.meta.url));

export interface Inventory {
  readonly plants: number;
  readonly systems: number;
  /** In each system. */
  readonly assets: number;
}

/** Plants of two owners, in the columns of the loader's files. */
function writeFiles(folder: string, plants: number): string[] {
  const header = 'gppd_idnr,name,capacity_mw,latitude,longitude,primary_fuel,commissioning_year,owner';
  const rows = Array.from({ length: plants }, (_, index) => {
    const owner = index % 10 === 0 ? '"Big Sky, Power"' : 'Others';
    const megawatts = index % 10 === 0 ? 900.5 : 25;
    return `TST${String(index).padStart(7, '0')},Plant ${index},${megawatts},33.4587,-87.3568,Hydro,1963,${owner}`;
  });
  const files = {
    'plants.csv': [header, ...rows],
    'models.csv': ['manufacturer,model,part_number', 'SEL,421,1', 'GE,D60,'],
  };
  return Object.entries(files).map(([name, lines]) => {
    const file = join(folder, name);
    writeFileSync(file, `${lines.join('\n')}\n`);
    return file;
  });
}

export interface LoaderRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: number;
  readonly refused: number;
}

/** Runs examples/load-inventory.mjs as a program of its own. */
export function startLoader({ plants, systems, assets }: Inventory, server: { url: string; key: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'raptor-comply-loader-'));
  const parameters = [LOADER, ...writeFiles(folder, plants), '--owner', 'Big Sky, Power'];
  const sizes = ['--systems', String(systems), '--assets', String(assets)];
  const env = { PATH: process.env.PATH, RAPTOR_COMPLY_URL: server.url, RAPTOR_COMPLY_API_KEY: server.key };
  const child = spawn(process.execPath, [...parameters, ...sizes], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
    });
  }
  const ended = new Promise<LoaderRun>((resolve) => {
    child.on('close', (code) => {
      rmSync(folder, { recursive: true });
      const [, requests, refused] = /(\d+) requests, (\d+) of them refused/.exec(output.stdout) ?? [];
      resolve({ code, ...output, requests: Number(requests), refused: Number(refused) });
    });
  });
  return { ended, kill: () => child.kill('SIGKILL') };
}
