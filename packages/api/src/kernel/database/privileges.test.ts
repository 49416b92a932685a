import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, inject, it } from 'vitest';
import { connectServer, type Database } from './database.ts';
import { migrate } from './migrate.ts';

/** A database user without privileges, as an administrator of a shared server creates one. */

const suffix = randomUUID().slice(0, 8);
const user = `raptor_comply_plain_${suffix}`;
const name = `raptor_comply_plain_database_${suffix}`;
let server: Database;
let admin: Database;
let database: Database;

const urlOf = (databaseName: string, userName?: string): string => {
  const url = new URL(inject('origin').url);
  url.pathname = `/${databaseName}`;
  if (userName !== undefined) Object.assign(url, { username: userName, password: 'secret' });
  return url.href;
};

beforeEach(async () => {
  server = connectServer(inject('origin').url);
  await server.query({ text: `create role ${user} login password 'secret'` });
  await server.query({ text: `create database ${name}` });
  admin = connectServer(urlOf(name));
  database = connectServer(urlOf(name, user));
});
afterEach(async () => {
  await database.close();
  await admin.close();
  await server.query({ text: `drop database ${name} with (force)` });
  await server.query({ text: `drop role ${user}` });
  await server.close();
});

const migrationError = async (): Promise<string> =>
  migrate(database).then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

it('a user without privileges is told what to grant, and it is enough', async () => {
  const message = await migrationError();
  expect(message).toMatch(
    new RegExp(
      `^The database user ${user} lacks a privilege \\(permission denied for schema public\\); an administrator can run in this database: ` +
        `grant raptor_comply_app to ${user}; grant create on database ${name} to ${user}; grant create on schema public to ${user}$`,
    ),
  );
  await admin.query({ text: message.replace(/^.*this database: /, '') });
  await migrate(database);
  expect(await database.query({ text: 'select slug from organizations' })).toEqual([]);
});

it('an owner of the database who may not become the application role is told only that', async () => {
  await server.query({ text: `alter database ${name} owner to ${user}` });
  const message = await migrationError();
  expect(message).toMatch(new RegExp(`this database: grant raptor_comply_app to ${user}$`));
  await admin.query({ text: message.replace(/^.*this database: /, '') });
  await migrate(database);
  await server.query({ text: `revoke raptor_comply_app from ${user}` });
  expect(await migrationError()).toMatch(new RegExp(`this database: grant raptor_comply_app to ${user}$`));
});

it('a user who does not own the tables is told who does', async () => {
  await migrate(admin);
  const { username } = new URL(inject('origin').url);
  expect(await migrationError()).toMatch(new RegExp(`; connect as ${username}, who owns the tables$`));
});
