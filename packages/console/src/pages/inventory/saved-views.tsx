import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { problemOf, queryClient, useChange } from '../../api/query-client.ts';
import { comply, useAsOf, useCan, useRead } from '../../api/session.ts';
import type { Field, Kind } from '../../records/kinds.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { InputField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';

/** Lists as somebody has set them up, kept on the server for everybody. */
export function SavedViews({ kind, columns }: Readonly<{ kind: Kind; columns: readonly Field[] }>) {
  const { asOf: _, ...search } = useSearch({ strict: false });
  const asOf = useAsOf();
  const canWrite = useCan('saved-views:write');
  const navigate = useNavigate();
  const [isSaving, setSaving] = useState(false);
  const queryKey = ['saved-views', kind.segment];
  const { data } = useRead(queryKey, (options) => comply.savedViews.list({ resource: kind.segment }, options), {
    staleTime: 60_000,
  });
  const views = data ?? [];
  const parameters = new URLSearchParams({ ...search, columns: columns.map(({ name }) => name).join(',') });
  // The same view has the same text, in whatever order its filters were set.
  parameters.sort();
  const query = parameters.toString();
  const shown = views.find((view) => view.query === query);
  const remove = useMutation({
    mutationFn: (id: string) => comply.savedViews.delete(id),
    onSuccess: () => queryClient.invalidateQueries({ queryKey }),
    onError: (error) => toast(problemOf(error).message, { bad: true }),
  });
  const save = { id: 'save', label: 'Save this view …', icon: BookmarkPlus, run: () => setSaving(true) };
  const removal = { id: 'delete', icon: Trash2, danger: true };
  if (views.length === 0 && !canWrite) return null;
  return (
    <>
      <Menu
        label={shown?.name ?? 'Views'}
        icon={Bookmark}
        actions={[
          ...views.map(({ id, name, query: saved }) => ({
            id,
            label: name,
            checked: saved === query,
            run: () => navigate({ to: '.', search: { ...Object.fromEntries(new URLSearchParams(saved)), asOf } }),
          })),
          ...(canWrite ? [save] : []),
          ...(canWrite && shown
            ? [{ ...removal, label: `Delete ${shown.name}`, run: () => remove.mutate(shown.id) }]
            : []),
        ]}
      />
      {isSaving && <Save resource={kind.segment} query={query} onClose={() => setSaving(false)} />}
    </>
  );
}

function Save({ resource, query, onClose }: Readonly<{ resource: string; query: string; onClose: () => void }>) {
  const [name, setName] = useState('');
  const save = useChange(
    () => comply.savedViews.create({ name: name.trim(), resource, query }),
    () => {
      onClose();
      toast(`View ${name.trim()} saved.`);
    },
  );
  const act = { label: 'Save', disabled: name.trim() === '', change: save };
  return (
    <Dialog title="Save this view" onClose={onClose} act={act}>
      <InputField label="Name" maxLength={100} value={name} onChange={setName} />
      <p className="mt-1 text-[12px] text-ink-3">Its filters, order, and columns, for everybody in the organization.</p>
    </Dialog>
  );
}
