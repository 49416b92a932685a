import type { Facility } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useChange } from '../../api/query-client.ts';
import { comply } from '../../api/session.ts';
import { ErrorNotice, IconButton, RecordLink } from '../../ui/parts.tsx';
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
    <div className="card mt-4 overflow-x-auto">
      <ErrorNotice error={remove.error} />
      <table className="table">
        <caption className="sr-only">Facilities of this control center</caption>
        <tbody>
          {byCapacity(facilities)
            .slice(0, SHOWN)
            .map((facility) => (
              <tr key={facility.id}>
                <td>
                  <RecordLink segment="facilities" id={facility.id} title={facility.title} />
                </td>
                <td className="text-ink-3">{INTERCONNECTIONS[facility.interconnection]}</td>
                <td className={`num whitespace-nowrap ${counts(facility) ? '' : 'text-ink-3'}`}>
                  {counts(facility) ? formatMw(facility.capacityMw) : 'not counted'}
                </td>
                {canAssign && (
                  <td className="w-10 p-0! align-middle!">
                    <IconButton
                      icon={X}
                      label={`Unassign ${facility.title}`}
                      disabled={remove.isPending}
                      onClick={() => remove.mutate(facility)}
                    />
                  </td>
                )}
              </tr>
            ))}
        </tbody>
      </table>
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
