import type { Facility } from '@raptor-comply/sdk';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useChange } from '../../api/query-client.ts';
import { comply } from '../../api/session.ts';
import { ErrorNotice, IconButton } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';
import { counts, formatMw, INTERCONNECTIONS } from './capacity.ts';

const SHOWN = 10;

/** The facilities of a control center, largest first. */
export function FacilityTable({
  id,
  facilities,
  canAssign,
}: {
  readonly id: string;
  readonly facilities: readonly Facility[];
  readonly canAssign: boolean;
}) {
  const remove = useChange(
    (facility: Facility) => comply.controlCenters.unassignFacilities(id, { facilityIds: [facility.id] }),
    (_, facility) =>
      toast(`${facility.title} is no longer assigned.`, {
        undo: () => comply.controlCenters.assignFacilities(id, { facilityIds: [facility.id] }),
      }),
  );
  if (facilities.length === 0) return null;
  const sorted = [...facilities].sort((a, b) => Number(b.capacityMw) - Number(a.capacityMw));
  return (
    <div className="card mt-4 overflow-x-auto">
      <ErrorNotice error={remove.error} />
      <table className="table">
        <caption className="sr-only">Facilities of this control center</caption>
        <tbody>
          {sorted.slice(0, SHOWN).map((facility) => (
            <tr key={facility.id}>
              <td>
                <Link
                  to="/$segment/$id"
                  params={{ segment: 'facilities', id: facility.id }}
                  className="font-[550] hover:underline"
                >
                  {facility.title}
                </Link>
              </td>
              <td className="text-ink-3">{INTERCONNECTIONS[facility.interconnection]}</td>
              <td className="num whitespace-nowrap">
                {counts(facility) ? (
                  formatMw(Number(facility.capacityMw))
                ) : (
                  <span className="text-ink-3">not counted</span>
                )}
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
      {sorted.length > SHOWN && (
        <Link
          className="link block px-3 py-2 text-[13px]"
          to="/$segment"
          params={{ segment: 'facilities' }}
          search={{ controlCenterId: id }}
        >
          All {sorted.length} facilities
        </Link>
      )}
    </div>
  );
}
