import { useQuery } from '@tanstack/react-query';
import { MapPin } from 'lucide-react';
import { useAsOf } from '../../api/session.ts';
import { counted } from '../../records/format.ts';
import { kindOf, type Row } from '../../records/kinds.ts';
import { allRowsQuery, someRowsQuery } from '../../records/queries.ts';
import { Empty, LinkButton, Loaded, PageHead, Section } from '../../ui/parts.tsx';
import { type Site, SiteMap } from './site-map.tsx';

const sitesOf = (segment: Site['segment'], rows: readonly Row[] = []): readonly Site[] =>
  rows.map((row) => ({ segment, row }));

/** Where the facilities and control centers are. */
export function MapPage() {
  const asOf = useAsOf();
  const facilities = useQuery(allRowsQuery(kindOf('facilities'), asOf));
  const centers = useQuery(allRowsQuery(kindOf('control-centers'), asOf));
  const sites = [...sitesOf('facilities', facilities.data), ...sitesOf('control-centers', centers.data)];
  const waiting = [facilities, centers].find(({ data }) => data === undefined) ?? facilities;
  return (
    <>
      <PageHead title="Map" sub={counted(sites.length, 'site', 'sites')} />
      <Loaded query={waiting} what="the sites">
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

/** A control center and the facilities that it runs. */
export function CenterMap({ center }: Readonly<{ center: Row }>) {
  const asOf = useAsOf();
  const { data } = useQuery(someRowsQuery(kindOf('facilities'), { controlCenterId: center.id, limit: 1000, asOf }));
  return (
    <Section title="Where it is">
      <SiteMap sites={[...sitesOf('control-centers', [center]), ...sitesOf('facilities', data)]} />
    </Section>
  );
}
