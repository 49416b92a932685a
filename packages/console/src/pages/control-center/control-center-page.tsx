import { lazyRouteComponent, useParams } from '@tanstack/react-router';
import { Suspense } from 'react';
import { kindOf } from '../../records/kinds.ts';
import { OneRecord } from '../record/record-view.tsx';
import { Generation } from './generation.tsx';

const CenterMap = lazyRouteComponent(() => import('../sites/map-page.tsx'), 'CenterMap');

/** A control center: what it runs, on the scale of 1,500 MW, and its rating before facilities are assigned. */
export function ControlCenterPage() {
  const { id = '' } = useParams({ strict: false });
  return (
    <OneRecord
      key={id}
      kind={kindOf('control-centers')}
      id={id}
      lead={(center) => (
        <>
          <Generation id={id} title={String(center.centerTitle)} />
          <Suspense>
            <CenterMap center={center} />
          </Suspense>
        </>
      )}
    />
  );
}
