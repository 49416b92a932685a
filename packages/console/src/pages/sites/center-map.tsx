import { useQuery } from '@tanstack/react-query';
import { useAsOf } from '../../api/session.ts';
import { kindOf, type Row } from '../../records/kinds.ts';
import { someRowsQuery } from '../../records/queries.ts';
import { Section } from '../../ui/parts.tsx';
import { SiteMap } from './site-map.tsx';

/** A control center and the facilities that it runs. */
export function CenterMap({ center }: Readonly<{ center: Row }>) {
  const asOf = useAsOf();
  const { data = [] } = useQuery(
    someRowsQuery(kindOf('facilities'), { controlCenterId: center.id, limit: 1000, asOf }),
  );
  return (
    <Section title="Where it is">
      <SiteMap
        sites={[
          { segment: 'control-centers', row: center },
          ...data.map((row) => ({ segment: 'facilities' as const, row })),
        ]}
      />
    </Section>
  );
}
