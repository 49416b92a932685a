import { useId, useState } from 'react';
import { FieldInput } from '../../records/field-input.tsx';
import { type Field, type Kind, labelWithUnit } from '../../records/kinds.ts';
import { editable } from '../../records/values.ts';
import { isChosen, type Mapping, type Sheet, type Source, suggestMeanings } from './mapping.ts';

type MapColumnsProps = Readonly<{ kind: Kind; sheet: Sheet; mapping: Mapping; onChange: (mapping: Mapping) => void }>;

/** For each field: the column it comes from, or one value for all rows. */
export function MapColumns({ kind, sheet, mapping, onChange }: MapColumnsProps) {
  const [isAll, setAll] = useState(false);
  const fields = editable(kind, true).filter(({ type }) => type !== 'references');
  const shown = fields.filter(({ required, name }) => isAll || required || mapping.sources[name] !== undefined);
  const used = new Set(
    Object.values(mapping.sources).flatMap((source) => (source && 'column' in source ? [source.column] : [])),
  );
  const unused = sheet.header.filter((name, index) => name !== 'id' && !used.has(index));
  const setSource = (field: Field, source: Source) =>
    onChange({
      sources: { ...mapping.sources, [field.name]: source },
      meanings: {
        ...mapping.meanings,
        ...(source && 'column' in source && isChosen(field)
          ? { [field.name]: suggestMeanings(field, sheet, source.column) }
          : {}),
      },
    });
  return (
    <>
      <div className="card divide-y divide-line">
        {shown.map((field) => (
          <MapField
            key={field.name}
            field={field}
            sheet={sheet}
            source={mapping.sources[field.name]}
            meanings={mapping.meanings[field.name] ?? {}}
            onSource={(source) => setSource(field, source)}
            onMeaning={(text, value) =>
              onChange({
                ...mapping,
                meanings: { ...mapping.meanings, [field.name]: { ...mapping.meanings[field.name], [text]: value } },
              })
            }
          />
        ))}
      </div>
      <p className="mt-2 text-[13px] text-ink-3">
        {unused.length > 0 && <>Not imported: {unused.join(', ')}. </>}
        {!isAll && shown.length < fields.length && (
          <button type="button" className="link" onClick={() => setAll(true)}>
            Show {fields.length - shown.length} more fields
          </button>
        )}
      </p>
    </>
  );
}

interface MapFieldProps {
  readonly field: Field;
  readonly sheet: Sheet;
  readonly source: Source;
  readonly meanings: Readonly<Record<string, string>>;
  readonly onSource: (source: Source) => void;
  readonly onMeaning: (text: string, value: string) => void;
}

function MapField({ field, sheet, source, meanings, onSource, onMeaning }: MapFieldProps) {
  const id = useId();
  const isConstant = source !== undefined && 'constant' in source;
  const column = source !== undefined && 'column' in source ? source.column : undefined;
  const isMissing = field.required && (source === undefined || (isConstant && source.constant === ''));
  const sample = column === undefined ? undefined : sheet.rows.find((row) => row[column] !== '')?.[column];
  const choose = (value: string) =>
    onSource(value === '' ? undefined : value === 'constant' ? { constant: '' } : { column: Number(value) });
  return (
    <div className="grid items-start gap-x-4 gap-y-1.5 px-4 py-2.5 sm:grid-cols-[1fr_190px_300px]">
      <div>
        <label htmlFor={id} className="font-[550]">
          {field.label} {field.unit !== undefined && <span className="font-normal text-ink-3">{field.unit}</span>}
          {isMissing && <span className="text-[12px] font-normal text-medium"> needed</span>}
        </label>
        <p className="text-[12px]/4 text-ink-3">{field.description}</p>
      </div>
      <select
        id={id}
        className="input"
        value={isConstant ? 'constant' : (column ?? '')}
        aria-required={field.required}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{field.required ? 'Choose …' : 'Not imported'}</option>
        <option value="constant">One value for all rows</option>
        <optgroup label={`Columns of ${sheet.name}`}>
          {sheet.header.map((name, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a column is its position
            <option key={index} value={index}>
              {name || `Column ${index + 1}`}
            </option>
          ))}
        </optgroup>
      </select>
      <div className="min-w-0">
        {isConstant && (
          <FieldInput
            field={field}
            id={`${id}-value`}
            label={`${labelWithUnit(field)} of all rows`}
            value={source.constant}
            onChange={(constant) => onSource({ constant })}
          />
        )}
        {sample !== undefined && !isChosen(field) && (
          <p className="truncate py-1.5 text-[13px] text-ink-2">such as “{sample}”</p>
        )}
        {column !== undefined && isChosen(field) && (
          <details className="py-1.5 text-[13px]" open={Object.values(meanings).includes('')}>
            <summary className="cursor-pointer text-ink-2">
              {Object.keys(meanings).length} values, {Object.values(meanings).filter((value) => value === '').length}{' '}
              left empty
            </summary>
            <ul className="mt-2 space-y-1.5">
              {Object.entries(meanings).map(([text, value]) => (
                <li key={text} className="grid grid-cols-2 items-center gap-2">
                  <span className="truncate" title={text}>
                    {text}
                  </span>
                  <FieldInput
                    field={{ ...field, type: field.type === 'choices' ? 'choice' : field.type, required: false }}
                    id={`${id}-${text}`}
                    label={`What ${text} means`}
                    value={value}
                    onChange={(next) => onMeaning(text, next)}
                  />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </div>
  );
}
