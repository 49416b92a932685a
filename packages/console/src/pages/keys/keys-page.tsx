import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useChange } from '../../api/query-client.ts';
import { comply, useCan, useRead, useSession, useTimeZone } from '../../api/session.ts';
import { formatMoment, wordsOf } from '../../records/format.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { Button, CopyText, ErrorNotice, Item, LoadedList, PageHead, Section } from '../../ui/parts.tsx';

const ROLES = {
  read_only: 'reads the inventory',
  api_user: 'reads it, and writes cyber assets and physical areas',
  admin: 'writes everything, and manages keys',
} as const;
type Role = keyof typeof ROLES;

/** Keys of the organization, and the sessions that act for them. */
export function KeysPage() {
  const canManage = useCan('api-keys:admin');
  const { key: own } = useSession();
  const zone = useTimeZone();
  const [isCreating, setCreating] = useState(false);
  const keys = useRead(['api-keys'], (options) => comply.apiKeys.list({}, options), { enabled: canManage });
  const [revoking, setRevoking] = useState<{ id: string; name: string } | undefined>();
  if (!canManage)
    return (
      <PageHead
        title="Keys and sessions"
        sub="Only a key with the permission api-keys:admin shows and manages keys, and only in the present."
      />
    );
  return (
    <>
      <PageHead title="Keys and sessions" sub="A key signs in a program, or a person in this console.">
        <Button tone="go" icon={Plus} onClick={() => setCreating(true)}>
          Create a key
        </Button>
      </PageHead>
      <div className="flex flex-col gap-7">
        <Section title="Keys">
          <LoadedList query={keys} what="the keys">
            {({ id, name, role, keyHint, expiresAt, createdAt }) => (
              <Item
                key={id}
                title={name ?? 'Without a name'}
                note={
                  <>
                    <code>{keyHint}</code> · {role === null ? 'own permissions' : wordsOf(role)} · since{' '}
                    {formatMoment(createdAt, zone)}
                    {expiresAt !== null && `, until ${formatMoment(expiresAt, zone)}`}
                  </>
                }
              >
                {id === own.id ? (
                  <span className="text-[13px] text-ink-3">this session</span>
                ) : (
                  <Button tone="danger" onClick={() => setRevoking({ id, name: name ?? keyHint })}>
                    Revoke …
                  </Button>
                )}
              </Item>
            )}
          </LoadedList>
        </Section>
        <Sessions />
      </div>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {revoking !== undefined && <Revoke {...revoking} onClose={() => setRevoking(undefined)} />}
    </>
  );
}

function Revoke({ id, name, onClose }: Readonly<{ id: string; name: string; onClose: () => void }>) {
  const revoke = useChange(() => comply.apiKeys.revoke(id), onClose);
  const act = { label: 'Revoke the key', tone: 'danger', change: revoke } as const;
  return (
    <Dialog title={`Revoke ${name}`} onClose={onClose} act={act}>
      Programs and sessions that use it are refused at once. What it wrote stays in the log under its name. A revoked
      key cannot be brought back.
    </Dialog>
  );
}

function Sessions() {
  const zone = useTimeZone();
  const sessions = useRead(['sessions'], (options) => comply.sessions.list({}, options));
  const end = useChange((id: string) => comply.sessions.end(id));
  return (
    <Section title="Sessions">
      <ErrorNotice error={end.error} />
      <LoadedList query={sessions} what="the sessions">
        {({ id, apiKeyName, userName, lastUsedAt, address, userAgent }) => (
          <Item
            key={id}
            title={userName ?? apiKeyName ?? 'A key without a name'}
            note={
              <span title={userAgent ?? ''}>
                {address} · last request {formatMoment(lastUsedAt, zone)}
              </span>
            }
          >
            <Button disabled={end.isPending} onClick={() => end.mutate(id)}>
              End
            </Button>
          </Item>
        )}
      </LoadedList>
    </Section>
  );
}

/** Creates a key, and shows it this one time. */
function CreateKey({ onClose }: Readonly<{ onClose: () => void }>) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('read_only');
  const create = useChange(() => comply.apiKeys.create({ name: name.trim(), role }));
  if (create.data !== undefined)
    return (
      <Dialog
        title="Copy the key now"
        onClose={onClose}
        footer={
          <Button tone="go" onClick={onClose}>
            I have copied it
          </Button>
        }
      >
        <p className="mb-3">It is shown once. The server keeps only its hash.</p>
        <CopyText text={create.data.key} name="key" />
      </Dialog>
    );
  return (
    <Dialog
      title="Create a key"
      onClose={onClose}
      act={{ label: 'Create', disabled: name.trim() === '', change: create }}
    >
      <InputField label="Name" placeholder="CMDB sync" maxLength={100} value={name} onChange={setName} />
      <SelectField
        label="Role"
        className="mt-4"
        value={role}
        choices={Object.entries(ROLES).map(([value, text]) => ({ value, label: `${wordsOf(value)}: ${text}` }))}
        onChange={(value) => setRole(value as Role)}
      />
    </Dialog>
  );
}
