import { useQueries } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Clock, FileDown, FileUp, type LucideIcon, Plus, Search } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import {
  Dialog as AriaDialog,
  Autocomplete,
  Input,
  Menu,
  MenuItem,
  Modal,
  ModalOverlay,
  SearchField,
} from 'react-aria-components';
import { useAsOf, useSession } from '../api/session.ts';
import { codeOf, kinds, listedKinds, titleOf } from '../records/kinds.ts';
import { someRowsQuery } from '../records/queries.ts';
import { groups, kindIcon } from './navigation.ts';

type Item = Readonly<{ id: string; label: string; note: string; icon: LucideIcon; run: () => unknown }>;

const PER_KIND = 20;
const SHOWN = 40;

function useActions(): readonly Item[] {
  const navigate = useNavigate();
  const { permissions } = useSession();
  const asOf = useAsOf();
  const writable =
    asOf === undefined ? listedKinds.filter(({ segment }) => permissions.includes(`${segment}:write`)) : [];
  const page = (to: string, label: string, icon: LucideIcon, note = 'Page', search = {}) => ({
    ...{ id: label, label, icon, note },
    run: () => navigate({ to: to as '/', search }),
  });
  return [
    ...groups.flatMap(({ places }) => places).map(({ to, label, icon }) => page(to, label, icon)),
    ...writable.flatMap(({ segment, noun, nouns }) => [
      page(`/${segment}/new`, `Add a ${noun}`, Plus, 'Action'),
      page(`/import/${segment}`, `Import ${nouns}`, FileUp, 'Action'),
    ]),
    page('/compare', 'Compare two moments', Clock),
    page('/activity', 'Audit package', FileDown, 'Action', { open: 'package' }),
  ];
}

/** Records whose text matches, by the search of the lists. */
function useMatches(text: string): { readonly items: readonly Item[]; readonly isSearching: boolean } {
  const navigate = useNavigate();
  const asOf = useAsOf();
  const results = useQueries({
    queries: kinds.map((kind) => ({
      ...someRowsQuery(kind, { q: text, limit: PER_KIND, asOf }),
      enabled: text.length > 1,
    })),
  });
  const items = results.flatMap(({ data }, index) => {
    const kind = kinds[index];
    if (kind === undefined || data === undefined) return [];
    return data.map((row) => ({
      id: row.id,
      label: titleOf(kind, row),
      note: [codeOf(kind, row), kind.noun].filter(Boolean).join(' · '),
      icon: kindIcon(kind.segment),
      run: () => navigate({ to: '/$segment/$id', params: { segment: kind.segment, id: row.id } }),
    }));
  });
  return { items, isSearching: results.some(({ isFetching }) => isFetching) };
}

/** Finds any record, page, or action, and goes there. */
export function Palette({ onClose }: Readonly<{ onClose: () => void }>) {
  const [typed, setTyped] = useState('');
  const wanted = useDeferredValue(typed.trim());
  const text = wanted.toLowerCase();
  const actions = useActions();
  const matches = useMatches(wanted);
  const found = actions.filter(({ label }) => label.toLowerCase().includes(text));
  // What begins with the text, by its name or its code, goes before what only has it.
  const rank = ({ label, note }: Item): number => {
    const names = [label, ...note.split(' · ').slice(0, -1)].map((name) => name.toLowerCase());
    return Math.min(...names.map((name) => (name === text ? 0 : name.startsWith(text) ? 1 : 2)));
  };
  const all = [...matches.items, ...found].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const items = wanted === '' ? actions : all;
  const choose = (id: unknown) => {
    onClose();
    items.find((item) => item.id === id)?.run();
  };
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && onClose()} className="overlay">
      <Modal className="pop w-full max-w-[600px]">
        <AriaDialog aria-label="Find anything" className="outline-none">
          <Autocomplete inputValue={typed} onInputChange={setTyped}>
            <SearchField aria-label="Find a record, page, or action" autoFocus>
              <div className="flex items-center gap-2.5 border-b border-line px-4">
                <Search size={16} className="shrink-0 text-ink-3" aria-hidden />
                <Input
                  placeholder="Find a record, page, or action"
                  className="h-12 w-full bg-transparent text-[15px] outline-none"
                />
              </div>
            </SearchField>
            <Menu
              aria-label="Results"
              items={items}
              className="max-h-[50vh] overflow-auto p-1.5 outline-none"
              onAction={choose}
              renderEmptyState={() => (
                <p role="status" className="px-2.5 py-2 text-ink-2">
                  {matches.isSearching
                    ? 'Searching …'
                    : `Nothing matches “${typed.trim()}”. Search by title, code, tag, or serial number.`}
                </p>
              )}
            >
              {({ id, label, note, icon: Icon }: Item) => (
                <MenuItem id={id} textValue={label} className="menu-item">
                  <Icon size={16} strokeWidth={1.6} className="shrink-0 text-ink-3" aria-hidden />
                  <span className="min-w-0 truncate">{label}</span>
                  <span className="ml-auto shrink-0 pl-3 text-[12px] text-ink-3">{note}</span>
                </MenuItem>
              )}
            </Menu>
          </Autocomplete>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
