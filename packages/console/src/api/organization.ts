import type { OrganizationSettings } from '@raptor-comply/sdk';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { comply } from './client.ts';

export const organizationQuery = queryOptions({
  queryKey: ['organization'],
  queryFn: ({ signal }) => comply.organization.get({ signal }),
  staleTime: 300_000,
});

export const useOrganization = (): OrganizationSettings | undefined => useQuery(organizationQuery).data;

/** The organization's zone: every time in the console is in it. */
export const useTimeZone = (): string => useOrganization()?.timeZone ?? 'UTC';
