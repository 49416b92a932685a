import type { Facility } from '@raptor-comply/sdk';
import { useMutation } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useRead, useReadAsOf } from '../../api/session.ts';
import { FieldInput } from '../../records/field-input.tsx';
import type { Field } from '../../records/kinds.ts';
import { FormField } from '../../ui/field.tsx';
import { Button, ErrorNotice, Loading, Section } from '../../ui/parts.tsx';
import { Chip } from '../../ui/tags.tsx';
import { toast } from '../../ui/toast.tsx';
import { Bar, counts, formatMw, INTERCONNECTIONS, type Interconnection } from './bar.tsx';
import { FacilityTable } from './facility-table.tsx';

const FACILITY: Field = {
  name: 'facilityId',
  label: 'Facility',
  type: 'reference',
  reference: 'facilities',
  required: false,
};

/** The facilities that a control center runs, and what becomes of its rating when more are assigned. */
export function Generation({ id, title }: Readonly<{ id: string; title: string }>) {
  const canAssign = useCan('control-centers:write');
  const [chosen, setChosen] = useState<readonly Facility[]>([]);
  const facilities = useReadAsOf(
    ['control-center-facilities', id],
    (options): Promise<readonly Facility[]> => comply.controlCenters.listFacilities(id, {}, options),
  );
  if (facilities.isError) return <ErrorNotice error={facilities.error} />;
  if (facilities.data === undefined) return <Loading what="the facilities" />;
  const assigned = facilities.data;
  const generating = assigned.filter(counts);
  const adding = chosen.filter(counts);
  const used = (Object.keys(INTERCONNECTIONS) as Interconnection[]).filter((name) =>
    [...generating, ...adding].some(({ interconnection }) => interconnection === name),
  );
  const other = assigned.length - generating.length;
  return (
    <Section title="Generation run from here">
      <div className="card flex flex-col gap-6 p-5">
        {used.length === 0 && (
          <p className="text-ink-2">
            No generation is assigned yet. 1,500 MW or more in one Interconnection make a control center medium impact
            (CIP-002-5.1a, criterion 2.11).
          </p>
        )}
        {used.map((name) => (
          <Bar
            key={name}
            interconnection={name}
            assigned={generating.filter(({ interconnection }) => interconnection === name)}
            added={adding.filter(({ interconnection }) => interconnection === name)}
          />
        ))}
        {other > 0 && (
          <p className="-mt-3 text-[13px] text-ink-3">
            {other} more {other === 1 ? 'facility does' : 'facilities do'} not count: transmission, distribution, or
            marked as not counted.
          </p>
        )}
        {canAssign && <Assign id={id} title={title} assigned={assigned} chosen={chosen} onChoose={setChosen} />}
      </div>
      <FacilityTable id={id} facilities={assigned} canAssign={canAssign} />
    </Section>
  );
}

interface AssignProps {
  readonly id: string;
  readonly title: string;
  readonly assigned: readonly Facility[];
  readonly chosen: readonly Facility[];
  readonly onChoose: (facilities: readonly Facility[]) => void;
}

function Assign({ id, title, assigned, chosen, onChoose }: AssignProps) {
  const facilityIds = chosen.map((facility) => facility.id);
  const preview = useRead(
    ['preview-impact', id, facilityIds],
    (options) => comply.controlCenters.previewImpact(id, { facilityIds }, options),
    { enabled: chosen.length > 0 },
  );
  const add = useMutation({
    mutationFn: (facilityId: string) => comply.facilities.get(facilityId),
    onSuccess: (facility) => onChoose([...chosen, facility]),
  });
  const assign = useChange(
    () => comply.controlCenters.assignFacilities(id, { facilityIds }),
    () => {
      const names = chosen.map((facility) => facility.title).join(', ');
      onChoose([]);
      toast(`${names} assigned to ${title}.`, {
        undo: () => comply.controlCenters.unassignFacilities(id, { facilityIds }),
      });
    },
  );
  const known = new Set([...assigned, ...chosen].map((facility) => facility.id));
  return (
    <div>
      <FormField label="See the rating before a facility is assigned" className="max-w-96">
        {(inputId) => (
          <FieldInput
            key={chosen.length}
            field={FACILITY}
            id={inputId}
            label="Facility to assign"
            value=""
            onChange={(value) => value !== '' && !known.has(value) && add.mutate(value)}
          />
        )}
      </FormField>
      {chosen.length > 0 && (
        <ul className="mt-3 flex flex-wrap gap-2">
          {chosen.map((facility) => (
            <li key={facility.id}>
              <Chip
                isOn
                aria-label={`Leave out ${facility.title}`}
                onClick={() => onChoose(chosen.filter((other) => other !== facility))}
              >
                {facility.title}, {formatMw(facility.capacityMw)}
                <X size={13} aria-hidden />
              </Chip>
            </li>
          ))}
        </ul>
      )}
      <div aria-live="polite">
        <ErrorNotice error={preview.error} className="mt-4" />
        {preview.data !== undefined && chosen.length > 0 && (
          <div
            className={`mt-4 rounded-r-lg border-l-[3px] px-4 py-3 ${preview.data.willChange ? 'border-medium bg-medium-wash' : 'border-line-strong bg-sunken'}`}
          >
            <p className="font-semibold">
              {preview.data.willChange
                ? `Assigning ${chosen.map((facility) => facility.title).join(', ')} makes this control center ${preview.data.newImpactLevel} impact.`
                : `The rating stays ${preview.data.currentImpactLevel}.`}
            </p>
            <p>{preview.data.reason ?? breakdown(preview.data.capacityBreakdown)}</p>
          </div>
        )}
      </div>
      <ErrorNotice error={assign.error} className="mt-4" />
      {chosen.length > 0 && (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button tone="go" disabled={assign.isPending} onClick={() => assign.mutate()}>
            {assign.isPending
              ? 'Assigning …'
              : `Assign ${chosen.length === 1 ? chosen[0]?.title : `${chosen.length} facilities`}`}
          </Button>
          <Button onClick={() => onChoose([])}>Cancel</Button>
        </div>
      )}
    </div>
  );
}

const breakdown = (
  capacity: Readonly<Record<Interconnection, { readonly currentMw: number; readonly afterMw: number }>>,
): string =>
  (Object.keys(INTERCONNECTIONS) as Interconnection[])
    .filter((name) => capacity[name].afterMw > 0)
    .map(
      (name) =>
        `${formatMw(capacity[name].currentMw)} now, ${formatMw(capacity[name].afterMw)} after, in the ${INTERCONNECTIONS[name]} Interconnection`,
    )
    .join('; ');
