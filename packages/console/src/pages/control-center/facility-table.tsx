import type { Facility } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useChange } from '../../api/query-client.ts';
import { comply } from '../../api/session.ts';
import { ErrorNotice, IconButton, Item, List, RecordLink } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { byCapacity, counts, formatMw, INTERCONNECTIONS } from './bar.tsx';

const SHOWN = 10;

type FacilityTableProps = Readonly<{ id: string; facilities: readonly Facility[]; canAssign: boolean }>;

/** The facilities of a control center, largest first. */
export function FacilityTable({ id, facilities, canAssign }: FacilityTableProps) {
  const remove = useChange(
    (facility: Facility) => comply.controlCenters.unassignFacilities(id, { facilityIds: [facility.id] }),
    (_, facility) =>
      toast(`${facility.title} is no longer assigned.`, {
        undo: () => comply.controlCenters.assignFacilities(id, { facilityIds: [facility.id] }),
      }),
  );
  if (facilities.length === 0) return null;
  return (
    <div className="mt-4">
      <ErrorNotice error={remove.error} />
      <List>
        {byCapacity(facilities)
          .slice(0, SHOWN)
          .map((facility) => (
            <Item
              key={facility.id}
              title={<RecordLink segment="facilities" id={facility.id} title={facility.title} />}
              note={INTERCONNECTIONS[facility.interconnection]}
            >
              <span className="num">{counts(facility) ? formatMw(facility.capacityMw) : 'not counted'}</span>
              {canAssign && (
                <IconButton
                  icon={X}
                  label={`Unassign ${facility.title}`}
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(facility)}
                />
              )}
            </Item>
          ))}
      </List>
      {facilities.length > SHOWN && (
        <Link
          className="link block px-3 py-2 text-[13px]"
          to="/$segment"
          params={{ segment: 'facilities' }}
          search={{ controlCenterId: id }}
        >
          All {facilities.length} facilities
        </Link>
      )}
    </div>
  );
}
