import { expect } from 'vitest';
import type { Operation } from '../../src/kernel/slice/contract.ts';
import { fileRecords } from '../../src/kernel/slice/read-file.ts';
import type { AnyRecord } from '../../src/kernel/slice/record.ts';
import { resources } from '../../src/resources/all.ts';
import { records } from '../../src/resources/index.ts';
import { bodiesOf, type Ids, targets, validCsv } from '../security/targets.ts';
import type { Client, TestResponse } from './client.ts';
import {
  addressBody,
  controlCenterBody,
  csvOf,
  cyberAssetBody,
  cyberSystemBody,
  facilityBody,
  physicalAreaBody,
} from './fixtures.ts';

export const operations: ReadonlyMap<string, Operation> = new Map(
  resources.flatMap(({ contract }) => Object.entries<Operation>(contract)),
);

/** The kind of record that the id in an operation's path names. */
export const nounOf = ({ params = {} }: Operation): string => String(Object.values(params)[0]);

/** An operation's path, for one record if it has an id in it. */
export const pathOf = ({ path }: Operation, id = ''): string => path.replace(/\{\w+\}/, id);

/** A write to the inventory: which records it picks, and the value that it gives them. */
export interface Step {
  readonly operationId: string;
  readonly which: number;
  readonly other: number;
  readonly value: number;
}

interface Write {
  /** The record in the path. */
  readonly id?: string;
  readonly body?: unknown;
}

interface Known {
  readonly noun: string;
  readonly record: Readonly<Record<string, unknown>>;
  /** A deleted record as it was. */
  readonly was?: Readonly<Record<string, unknown>>;
  readonly isDeleted: boolean;
}

const dayAfter = (day: string): string => new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
const importedTag = ({ which, other, value }: Step): string => `I-${which}-${other}-${value}`;

/** An organization that a random history happens to; it never forgets an id, not even a deleted one. */
export class World {
  readonly client: Client;
  readonly #known = new Map<string, Known>();
  #days = 0;

  constructor(client: Client) {
    this.client = client;
  }

  /** Every id of a kind of record, deleted ones too. */
  ids(noun: string): string[] {
    return [...this.#known].filter(([, known]) => known.noun === noun).map(([id]) => id);
  }

  /** Does a step, which must succeed; false when there is no record that it could be done to. */
  async take(step: Step): Promise<boolean> {
    const { operationId } = step;
    const called = operations.get(operationId);
    if (called === undefined) throw new Error(`There is no operation ${operationId}`);
    const writes = this.#writes(step);
    const write = operationId in writes ? writes[operationId] : this.#derived(step, called);
    if (write === undefined) return false;
    const { id, body } = write;
    const type = called.body?.kind === 'file' ? { 'content-type': 'text/csv' } : {};
    const headers = { ...type, 'x-change-reason': 'A task that was missed is deleted only with a reason' };
    const response = await this.client.send(called.method, pathOf(called, id), { body, headers });
    expect(response.status, `${operationId} ${id} ${JSON.stringify(body)}: ${response.text}`).toBe(
      called.response.status,
    );
    const was = this.#known.get(id ?? '')?.record ?? {};
    if (called.method === 'DELETE')
      this.#known.set(id ?? '', { noun: nounOf(called), record: {}, was, isDeleted: true });
    else await this.#look(step, response.body);
    return true;
  }

  /** Each assignment of the CIP Senior Manager starts after the one before it. */
  #nextDay(): string {
    this.#days++;
    return new Date(Date.UTC(2000, 0, this.#days)).toISOString().slice(0, 10);
  }

  #living(noun: string): string[] {
    return this.ids(noun).filter((id) => this.#known.get(id)?.isDeleted === false);
  }

  #remember(noun: string, record: Record<string, unknown> & { id: string }): void {
    this.#known.set(record.id, { noun, record, isDeleted: false });
  }

  /** Remembers what a write has made or moved. */
  async #look(step: Step, body: TestResponse['body']): Promise<void> {
    const made = /^(?:create|update|restore)(.+)$/.exec(step.operationId)?.[1];
    if (made !== undefined) return this.#remember(made.replace(/\B[A-Z]/g, ' $&').toLowerCase(), body);
    const response = operations.get(step.operationId)?.response;
    const changed = records.find(({ record }) => response?.kind === 'json' && response.schema === record.schema);
    if (changed !== undefined) this.#remember(changed.record.noun, body);
    const imported = records.find(({ record }) =>
      operations.get(step.operationId)?.path.endsWith(`${record.path}/import`),
    );
    if (imported !== undefined) return this.#rememberNew(imported.record);
    for (const id of this.#living('facility')) {
      this.#remember('facility', (await this.client.get(`/facilities/${id}`)).body);
    }
  }

  /** Remembers the records that an import has made. */
  async #rememberNew({ path, noun }: AnyRecord): Promise<void> {
    const file = Buffer.from((await this.client.must.get(`${path}/export`)).text);
    for await (const [header, ...rows] of fileRecords(file)) {
      const at = header?.cells.indexOf('id') ?? -1;
      const ids = rows.map(({ cells }) => String(cells[at])).filter((id) => !this.#known.has(id));
      for (const id of ids) this.#remember(noun, (await this.client.must.get(`${path}/${id}`)).body);
    }
  }

  #childless(noun: string): string[] {
    const named = [...this.#known.values()].flatMap(({ record: { id: _, ...record } }) => Object.values(record));
    return this.#living(noun).filter((id) => !named.includes(id));
  }

  /** The deleted records whose parents are not deleted. */
  #restorable(noun: string): string[] {
    const deleted = new Map([...this.#known].filter(([, known]) => known.isDeleted));
    const isRestorable = ({ was: { id: _, ...was } = {} }: Known) =>
      Object.values(was).every((value) => !deleted.has(String(value)));
    return [...deleted].filter(([, known]) => known.noun === noun && isRestorable(known)).map(([id]) => id);
  }

  /** A write of a kind of record that has nothing special about it. */
  #derived({ operationId, which }: Step, called: Operation): Write | undefined {
    const pick = (from: readonly string[]) => from[which % Math.max(1, from.length)];
    const target = targets.find((other) => other.operationId === operationId);
    const kinds = records.map(({ record }) => record);
    const ids = Object.fromEntries(
      kinds.flatMap(({ name, noun }) => {
        const id = pick(this.#living(noun));
        return id === undefined ? [] : [[`${name}Id`, id]];
      }),
    );
    const created = kinds.find(({ path }) => called.method === 'POST' && path === called.path);
    if (created !== undefined) {
      const bodies = bodiesOf(created, ids);
      return { body: bodies[which % bodies.length] };
    }
    if (called.body?.kind === 'file') {
      const isReady = kinds.every(({ noun }) => pick(this.#living(noun)) !== undefined);
      return isReady ? { body: validCsv({ template: called.path }, ids as Ids) } : undefined;
    }
    const noun = nounOf(called);
    if (operationId.startsWith('restore')) {
      const id = pick(this.#restorable(noun));
      return id === undefined ? undefined : { id };
    }
    const id = pick(called.method === 'DELETE' ? this.#childless(noun) : this.#living(noun));
    return id === undefined ? undefined : { id, body: target?.validBody(ids) };
  }

  /** Every write of the inventory, for the records that a step picks; undefined where there is none to pick. */
  #writes(step: Step): Record<string, Write | undefined> {
    const { which, other, value } = step;
    const pick = (from: readonly string[], index = which) => from[index % Math.max(1, from.length)];
    const childless = (noun: string) => pick(this.#childless(noun));
    const to = (id: string | undefined, body?: unknown): Write | undefined =>
      id === undefined ? undefined : { id, body };
    const within = (parent: Readonly<Record<string, unknown>>, body: unknown): Write | undefined =>
      Object.values(parent).includes(undefined) ? undefined : { body };

    const facility = pick(this.#living('facility'));
    const center = pick(this.#living('control center'));
    const system = pick(this.#living('cyber system'));
    const asset = pick(this.#living('cyber asset'));
    const area = pick(this.#living('physical area'));
    const run = pick(this.#living('facility').filter((id) => this.#known.get(id)?.record.controlCenterId !== null));
    const runBy = this.#known.get(run ?? '')?.record.controlCenterId;
    const task = pick(this.#living('task'));
    const user = pick(this.#living('user'));
    const performedOn = dayAfter(String(this.#known.get(task ?? '')?.record.performedOn ?? '2020-01-01'));
    const missed = { title: `missed ${value}`, requirementPart: 'CIP-010-4:R2.1', dueDate: '2020-01-01' };
    const performed = { status: 'complete', performedOn, backdatedReason: 'late entry', evidencePending: true };
    const newTask = { title: `task ${value}`, dueDate: '2027-01-31', recurrence: 'monthly', assigneeId: user };
    const place = value % 2 === 0 ? { facilityId: facility } : { controlCenterId: center };
    const impactLevel = value % 3 === 0 ? 'high' : 'low';
    const cyberAssetIds = [...new Set([asset, pick(this.#living('cyber asset'), other)])].filter(
      (id) => id !== undefined,
    );
    const renamed = `renamed ${value}`;
    const assignment = pick(this.#living('cip senior manager assignment'));
    const someone = pick(this.#living('user'));
    return {
      createFacility: within({}, facilityBody({ capacityMw: value, controlCenterId: center })),
      updateFacility: to(facility, { capacityMw: String(value), address: { ...addressBody, city: renamed } }),
      deleteFacility: to(childless('facility')),
      createControlCenter: within({}, controlCenterBody({ recoveryPointObjective: value / 7 })),
      updateControlCenter: to(center, { latitude: value / 100, address: { addressLine2: renamed } }),
      deleteControlCenter: to(childless('control center')),
      assignFacilitiesToControlCenter: facility === undefined ? undefined : to(center, { facilityIds: [facility] }),
      unassignFacilitiesFromControlCenter: typeof runBy === 'string' ? to(runBy, { facilityIds: [run] }) : undefined,
      createCyberSystem: within(place, cyberSystemBody(place)),
      updateCyberSystem: to(system, { systemTitle: renamed }),
      deleteCyberSystem: to(childless('cyber system')),
      createCyberAsset: within({ system }, cyberAssetBody({ cyberSystemId: system, impactLevel })),
      updateCyberAsset: to(asset, { assetTitle: renamed, impactLevel }),
      deleteCyberAsset: to(asset),
      importCyberAssets: to(system, csvOf([cyberAssetBody({ assetTag: importedTag(step), impactLevel })])),
      createCipSeniorManagerAssignment: within({ someone }, { userId: someone, effectiveDate: this.#nextDay() }),
      updateCipSeniorManagerAssignment: to(assignment, { documentedAt: `2026-01-01T00:00:${10 + (value % 50)}Z` }),
      updateOrganization: { body: { nercRegistrationId: `NCR${10_000 + value}` } },
      createPhysicalArea: within(place, physicalAreaBody({ ...place, cyberAssetIds })),
      updatePhysicalArea: to(area, { description: renamed, cyberAssetIds }),
      deletePhysicalArea: to(area),
      createTask: within({}, value % 2 === 0 ? newTask : missed),
      recordEvent: within({}, { requirementPart: 'CIP-010-4:R1.3', triggerAt: '2026-01-05' }),
      applyRequirements: within({}, { apply: value % 2 === 0 }),
      recordImpactDeterminations: within({}, undefined),
      bulkCreateTasks: within({}, { tasks: [newTask, newTask] }),
      updateTask: to(task, value % 3 === 0 ? { notes: renamed } : performed),
      deleteTask: to(task),
      reassignTasksFromCsm: within({ user }, { fromUserId: user, toUserId: pick(this.#living('user'), other) }),
    };
  }
}
