import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connectServer } from '@raptor-comply/api/kernel/database/database';
import { afterAll, beforeAll, inject } from 'vitest';
import type { Origin } from '../../../api/test/support/global-setup.ts';
import type { Environment } from './processes.ts';

/** An empty database of a test's own, and the environment variables that name it. */
export interface Place {
  readonly environment: Environment;
  remove(): Promise<void>;
}

/** A data directory that does not exist yet: the first command creates the embedded database in it. */
export async function embeddedPlace(): Promise<Place> {
  const directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-cli-'));
  return {
    environment: { DATA_DIR: path.join(directory, 'data') },
    remove: () => rm(directory, { recursive: true }),
  };
}

/** The process id of the PostgreSQL that runs on an embedded place. */
export async function postmasterOf({ environment }: Place): Promise<number> {
  const text = await readFile(path.join(environment.DATA_DIR ?? '', 'cluster/postmaster.pid'), 'utf8');
  return Number(text.split('\n')[0]);
}

/** A migrated database, without organizations, on the server that the suite runs on. */
export const serverPlace = (): Promise<Place> =>
  createPlace(` template ${inject('origin').template} strategy file_copy`);

/** A database there that has nothing in it. */
export const emptyServerPlace = (): Promise<Place> => createPlace('');

async function createPlace(options: string): Promise<Place> {
  const { url }: Origin = inject('origin');
  const server = connectServer(url);
  const name = `raptor_comply_cli_${randomUUID().replaceAll('-', '')}`;
  await server.query({ text: `create database ${name}${options}` });
  const target = new URL(url);
  target.pathname = `/${name}`;
  return {
    environment: { DATABASE_URL: target.href },
    async remove() {
      await server.query({ text: `drop database ${name} with (force)` });
      await server.close();
    },
  };
}

/** A directory for the tests of this file. Returns a function that returns the path of a file in it. */
export function useDirectory(): (name: string) => string {
  let directory = '';
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'raptor-comply-cli-'));
  });
  afterAll(() => rm(directory, { recursive: true }));
  return (name) => path.join(directory, name);
}

/** A place for the tests of this file: made before them, removed after them. */
export function usePlace(make: () => Promise<Place>): Place {
  const place = {} as Place;
  beforeAll(async () => {
    Object.assign(place, await make());
  });
  afterAll(() => place.remove());
  return place;
}
