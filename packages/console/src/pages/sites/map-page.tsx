import { useQuery } from '@tanstack/react-query';
import { MapPin } from 'lucide-react';
import { useAsOf } from '../../api/session.ts';
import { counted } from '../../records/format.ts';
import { kindOf } from '../../records/kinds.ts';
import { allRowsQuery } from '../../records/queries.ts';
import { Empty, LinkButton, Loaded, PageHead } from '../../ui/parts.tsx';
import { type Site, SiteMap } from './site-map.tsx';

const KINDS = ['facilities', 'control-centers'] as const;

/** Where the facilities and control centers are. */
export function MapPage() {
  const asOf = useAsOf();
  const [facilities, centers] = [
    useQuery(allRowsQuery(kindOf('facilities'), asOf)),
    useQuery(allRowsQuery(kindOf('control-centers'), asOf)),
  ];
  const sites: Site[] = KINDS.flatMap((segment, index) =>
    ([facilities, centers][index]?.data ?? []).map((row) => ({ segment, row })),
  );
  return (
    <>
      <PageHead title="Map" sub={facilities.data && centers.data ? counted(sites.length, 'site', 'sites') : '…'} />
      <Loaded query={facilities.isError ? facilities : centers.isError ? centers : facilities} what="the sites">
        {() =>
          sites.length === 0 ? (
            <Empty
              icon={MapPin}
              title="No sites yet"
              action={
                <LinkButton to="/$segment" params={{ segment: 'facilities' }}>
                  Go to facilities
                </LinkButton>
              }
            >
              Facilities and control centers appear here by their coordinates.
            </Empty>
          ) : (
            <SiteMap sites={sites} />
          )
        }
      </Loaded>
    </>
  );
}
