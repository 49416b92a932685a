import { useState } from 'react';
import type { Field, Kind } from '../../records/kinds.ts';
import { useText } from '../../records/value.tsx';
import { editable, type Values } from '../../records/values.ts';
import { Button, Table } from '../../ui/parts.tsx';

interface BothVersionsProps {
  readonly kind: Kind;
  readonly base: Values;
  readonly mine: Values;
  readonly theirs: Values;
  readonly onChoose: (values: Values) => void;
}

/** Someone saved first: for each field that differs, their value or mine. */
export function BothVersions({ kind, base, mine, theirs, onChoose }: BothVersionsProps) {
  const differing = editable(kind, false).filter(({ name }) => mine[name] !== theirs[name]);
  const isMine = ({ name }: Field) => mine[name] !== base[name];
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(differing.filter(isMine).map(({ name }) => name)),
  );
  const choose = (name: string, takeMine: boolean) => {
    const next = new Set(chosen);
    if (takeMine) next.add(name);
    else next.delete(name);
    setChosen(next);
  };
  return (
    <div>
      <div role="alert" className="mb-4 rounded-r-lg border-l-[3px] border-medium bg-medium-wash px-4 py-3">
        <p className="font-semibold">Someone else has changed this record since you opened it.</p>
        <p>Nothing of yours was saved. Choose a value for each field, then save again.</p>
      </div>
      <div className="card overflow-x-auto">
        <Table head={['Field', 'Stored now', 'Yours']}>
          {differing.map((field) => (
            <tr key={field.name}>
              <th scope="row">{field.label}</th>
              {[false, true].map((takeMine) => (
                <td key={String(takeMine)}>
                  <label className="flex cursor-pointer items-center gap-2">
                    <input
                      type="radio"
                      className="accent-accent"
                      name={field.name}
                      checked={chosen.has(field.name) === takeMine}
                      onChange={() => choose(field.name, takeMine)}
                    />
                    <Shown field={field} text={(takeMine ? mine : theirs)[field.name] ?? ''} />
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </Table>
      </div>
      <div className="mt-4 flex justify-end">
        <Button
          tone="go"
          onClick={() =>
            onChoose({ ...theirs, ...Object.fromEntries([...chosen].map((name) => [name, mine[name] ?? ''])) })
          }
        >
          Continue with these values
        </Button>
      </div>
    </div>
  );
}

const Shown = ({ field, text }: Readonly<{ field: Field; text: string }>) => (
  <span>{useText(field, text) || 'nothing'}</span>
);
