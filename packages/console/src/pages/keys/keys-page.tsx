import { useMutation, useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { comply } from '../../api/client.ts';
import { useTimeZone } from '../../api/organization.ts';
import { useCan, useSession } from '../../api/session.ts';
import { formatMoment } from '../../records/format.ts';
import { wordsOf } from '../../records/labels.ts';
import { refreshAll } from '../../records/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { InputField, SelectField } from '../../ui/field.tsx';
import { CopyButton, ErrorNotice, Loaded, PageHead, Section } from '../../ui/parts.tsx';
import { toast } from '../../ui/toast.tsx';

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
  const keys = useQuery({
    queryKey: ['api-keys'],
    queryFn: ({ signal }) => comply.apiKeys.list({}, { signal }),
    enabled: canManage,
  });
  const revoke = useMutation({ mutationFn: (id: string) => comply.apiKeys.revoke(id), onSuccess: refreshAll });
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
      <ErrorNotice error={revoke.error} />
      <div className="flex flex-col gap-7">
        <Section title="Keys">
          <Loaded query={keys} what="the keys">
            {(all) => (
              <div className="card divide-y divide-line">
                {all.map(({ id, name, role, keyHint, expiresAt, createdAt }) => (
                  <div key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
                    <div className="min-w-0 flex-1 basis-60">
                      <p className="font-[550]">{name ?? 'Without a name'}</p>
                      <p className="text-[13px] text-ink-3">
                        <code>{keyHint}</code> · {role === null ? 'own permissions' : wordsOf(role)} · since{' '}
                        {formatMoment(createdAt, zone)}
                        {expiresAt !== null && `, until ${formatMoment(expiresAt, zone)}`}
                      </p>
                    </div>
                    {id === own.id ? (
                      <span className="text-[13px] text-ink-3">this session</span>
                    ) : (
                      <Button tone="danger" onClick={() => setRevoking({ id, name: name ?? keyHint })}>
                        Revoke …
                      </Button>
                    )}
                  </div>
                ))}
              </div>
            )}
          </Loaded>
        </Section>
        <Sessions />
      </div>
      {isCreating && <CreateKey onClose={() => setCreating(false)} />}
      {revoking !== undefined && (
        <Dialog
          title={`Revoke ${revoking.name}`}
          onClose={() => setRevoking(undefined)}
          footer={
            <Button
              tone="danger"
              onClick={() => {
                revoke.mutate(revoking.id);
                setRevoking(undefined);
              }}
            >
              Revoke the key
            </Button>
          }
        >
          Programs and sessions that use it are refused at once. What it wrote stays in the log under its name. A
          revoked key cannot be brought back.
        </Dialog>
      )}
    </>
  );
}

function Sessions() {
  const zone = useTimeZone();
  const sessions = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => comply.sessions.list({}, { signal }),
  });
  const end = useMutation({ mutationFn: (id: string) => comply.sessions.end(id), onSuccess: refreshAll });
  if (sessions.isError) return <ErrorNotice error={sessions.error} />;
  return (
    <Section title="Sessions">
      <ErrorNotice error={end.error} />
      <div className="card divide-y divide-line">
        {sessions.data?.map(({ id, apiKeyName, userName, lastUsedAt, address, userAgent }) => (
          <div key={id} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <div className="min-w-0 flex-1 basis-60">
              <p className="font-[550]">{userName ?? apiKeyName ?? 'A key without a name'}</p>
              <p className="truncate text-[13px] text-ink-3" title={userAgent ?? ''}>
                {address} · last request {formatMoment(lastUsedAt, zone)}
              </p>
            </div>
            <Button disabled={end.isPending} onClick={() => end.mutate(id)}>
              End
            </Button>
          </div>
        ))}
      </div>
    </Section>
  );
}

/** Creates a key, and shows it this one time. */
function CreateKey({ onClose }: Readonly<{ onClose: () => void }>) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('read_only');
  const create = useMutation({
    mutationFn: () => comply.apiKeys.create({ name: name.trim(), role }),
    onSuccess: () => refreshAll(),
  });
  return (
    <Dialog
      title={create.data === undefined ? 'Create a key' : 'Copy the key now'}
      onClose={onClose}
      footer={
        create.data === undefined ? (
          <Button tone="go" disabled={name.trim() === '' || create.isPending} onClick={() => create.mutate()}>
            Create
          </Button>
        ) : (
          <Button
            tone="go"
            onClick={() => {
              onClose();
              toast('The key is in use from now on.');
            }}
          >
            I have copied it
          </Button>
        )
      }
    >
      {create.data === undefined ? (
        <>
          <InputField label="Name" placeholder="CMDB sync" maxLength={100} value={name} onChange={setName} />
          <SelectField
            label="Role"
            className="mt-4"
            value={role}
            choices={Object.entries(ROLES).map(([value, text]) => ({ value, label: `${wordsOf(value)}: ${text}` }))}
            onChange={(value) => setRole(value as Role)}
          />
          <ErrorNotice error={create.error} className="mt-4" />
        </>
      ) : (
        <>
          <p className="mb-3">It is shown once. The server keeps only its hash.</p>
          <div className="flex items-center gap-1 rounded-lg bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 [overflow-wrap:anywhere]">{create.data.key}</code>
            <CopyButton text={create.data.key} label="Copy the key" />
          </div>
        </>
      )}
    </Dialog>
  );
}
