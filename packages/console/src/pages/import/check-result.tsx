import type { ImportResult } from '@raptor-comply/sdk';
import { Download } from 'lucide-react';
import { capital } from '../../records/format.ts';
import { inLabels, type Kind, labelWithUnit } from '../../records/kinds.ts';
import { Button, List, Section, Table } from '../../ui/parts.tsx';
import { Tag } from '../../ui/tags.tsx';

interface CheckResultProps {
  readonly kind: Kind;
  readonly result: ImportResult;
  /** What a row of the file is called, by its number. */
  readonly nameOf: (row: number) => string;
  /** The one value of all rows that a field has, if it has one. */
  readonly constantOf: (field: string) => string | undefined;
  readonly onFix: (row: number, field: string, value: string) => void;
  readonly onLeaveOut: () => void;
  readonly onDownload: () => void;
  readonly isChanged: boolean;
}

const MOST_REFUSED = 100;

/** What an import would do: row by row, what is refused and why, and what changes. */
export function CheckResult({
  kind,
  result,
  nameOf,
  constantOf,
  onFix,
  onLeaveOut,
  onDownload,
  isChanged,
}: CheckResultProps) {
  const { errors: all = [], warnings = [], changes = [] } = result;
  // What is wrong with the value itself, and not with one of the rows that have it.
  const isCommon = ({ column, currentValue, code }: (typeof all)[number]): boolean =>
    column !== undefined && code !== 'read_only' && currentValue !== undefined && constantOf(column) === currentValue;
  const errors = all.filter((error) => !isCommon(error));
  const common = new Set(all.filter(isCommon).map(({ message }) => message));
  const label = (name: string | undefined): string => {
    const field = kind.fields.find((candidate) => candidate.name === name);
    return field === undefined ? (name ?? '') : labelWithUnit(field);
  };
  return (
    <div className="flex flex-col gap-7">
      <p role="status" className="text-[15px] font-semibold tabular-nums">
        {[
          ['to create', result.success ? result.createdCount : 0],
          ['to change', result.success ? result.updatedCount : 0],
          ['unchanged', result.unchangedCount],
          ['refused', result.rowsWithErrors],
        ]
          .map(([name, count]) => `${Number(count ?? 0).toLocaleString('en-US')} ${name}`)
          .join(', ')}
      </p>
      {[...common].map((message) => (
        <p key={message} role="alert" className="rounded-lg bg-high-wash px-4 py-3">
          {capital(inLabels(message))}. All rows have this value: change it above.
        </p>
      ))}
      {errors.length > 0 && (
        <Section
          title="Refused rows"
          more={
            <span className="flex flex-wrap justify-end gap-2">
              <Button icon={Download} onClick={onDownload}>
                Download with reasons
              </Button>
              <Button onClick={onLeaveOut}>Leave them out</Button>
            </span>
          }
        >
          <p className="mb-2 text-ink-2">
            {result.summary?.message}{' '}
            {isChanged ? 'Check again when you are done.' : 'Correct a value here, or leave these rows out.'}
          </p>
          <div className="card max-h-[420px] overflow-auto" role="region" aria-label="Refused rows" tabIndex={0}>
            <Table head={['Row', 'Name', 'Field', 'Value', 'Why it is refused']}>
              {errors.slice(0, MOST_REFUSED).map(({ row, column, message, currentValue }) => (
                <tr key={`${row} ${column} ${message}`}>
                  <td className="num">{row}</td>
                  <td className="max-w-52 truncate">{nameOf(row)}</td>
                  <td>{label(column)}</td>
                  <td>
                    {column !== undefined && (
                      <input
                        className="input min-h-7 min-w-28 py-0.5 text-[13px]"
                        aria-label={`${label(column)} of row ${row}`}
                        defaultValue={currentValue ?? ''}
                        onBlur={(event) =>
                          event.target.value !== (currentValue ?? '') && onFix(row, column, event.target.value)
                        }
                      />
                    )}
                  </td>
                  <td className="min-w-64">{inLabels(message)}</td>
                </tr>
              ))}
            </Table>
          </div>
        </Section>
      )}
      {warnings.length > 0 && (
        <Section title="Worth a look">
          <List className="text-[13px]">
            {warnings.slice(0, MOST_REFUSED).map(({ row, column, message }) => (
              <li key={`${row} ${column} ${message}`} className="px-4 py-2">
                Row {row}, {nameOf(row)}: {inLabels(message)}
              </li>
            ))}
          </List>
        </Section>
      )}
      {changes.length > 0 && <Changes changes={changes} nameOf={nameOf} label={label} />}
    </div>
  );
}

interface ChangesProps {
  readonly changes: NonNullable<ImportResult['changes']>;
  readonly nameOf: (row: number) => string;
  readonly label: (field: string | undefined) => string;
}

function Changes({ changes, nameOf, label }: ChangesProps) {
  const text = ({ field, before, after }: ChangesProps['changes'][number]['fields'][number], isNew: boolean) =>
    isNew ? `${label(field)} ${after ?? ''}` : `${label(field)}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`;
  return (
    <Section title="Row by row" more={changes.length === 1000 && <span className="text-ink-3">the first 1,000</span>}>
      <div role="region" aria-label="Row by row" tabIndex={0} className="max-h-[420px] overflow-auto">
        <List>
          {changes.map(({ row, action, fields }) => (
            <li key={row} className="flex h-9 items-center gap-3 px-4 text-[13px] [content-visibility:auto]">
              <Tag tone={action === 'created' ? 'good' : 'low'}>{action === 'created' ? 'new' : 'changed'}</Tag>
              <span className="w-56 shrink-0 truncate font-[550]">{nameOf(row)}</span>
              <span className="truncate text-ink-2">
                {fields
                  .slice(0, 6)
                  .map((field) => text(field, action === 'created'))
                  .join(' · ')}
              </span>
            </li>
          ))}
        </List>
      </div>
    </Section>
  );
}
