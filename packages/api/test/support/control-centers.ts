import type { Client } from './client.ts';
import { makeFacility } from './fixtures.ts';

interface Determination {
  readonly id: string;
  readonly previousImpactLevel: string;
  readonly impactLevel: string;
  readonly criterion: string | null;
  readonly capacityMw: string;
  readonly reason: string;
  readonly operationId: string;
}

/** What a client does with control centers and the facilities that they run. */
export const controlCentersOf = (client: Client) => ({
  /** Makes facilities of these capacities, or with these fields; returns their ids. */
  async plants(...capacities: (number | Record<string, unknown>)[]): Promise<string[]> {
    const ids: string[] = [];
    for (const capacity of capacities) {
      const over = typeof capacity === 'number' ? { capacityMw: capacity } : capacity;
      ids.push((await makeFacility(client, over)).id);
    }
    return ids;
  },
  assign: (id: string, facilityIds: string[]) =>
    client.post(`/control-centers/${id}/assign-facilities`, { facilityIds }),
  unassign: (id: string, facilityIds: string[]) =>
    client.post(`/control-centers/${id}/unassign-facilities`, { facilityIds }),
  level: async (id: string) => (await client.get(`/control-centers/${id}`)).body.impactLevel,
  determinations: async (id: string) =>
    (await client.get<Determination[]>(`/control-centers/${id}/impact-determinations`)).body,
});
