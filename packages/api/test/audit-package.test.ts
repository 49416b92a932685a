import { createHash } from 'node:crypto';
import { checkpointText, formatVerifierKey } from '@raptor-comply/tlog';
import { csvOf, FILES, type Selection, type Trust, verifyPackage } from '@raptor-comply/verifier';
import { unzipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { cryptography, newSigner } from '../../tlog/test/platform.ts';
import type { Organization } from '../src/operator/organizations.ts';
import { ORIGIN, TestInstallation } from './support/audit-package.ts';
import type { Client } from './support/client.ts';
import { lastMoment, makeCyberAsset, makeCyberSystem, makeFacility } from './support/fixtures.ts';
import { useSharedServer } from './support/use-test-server.ts';

const server = useSharedServer();
let organization: Organization;
let client: Client;
let installation: TestInstallation;
let facilityId: string;
let from: string;
let whole: ReadonlyMap<string, Uint8Array>;
let trust: Trust;

const packageOf = async (selection: Selection) =>
  new Map(Object.entries(unzipSync(await installation.archive(organization, selection))));

beforeAll(async () => {
  organization = await server.newOrganization('Prairie Cooperative');
  client = server.client(await server.newKey(organization));
  installation = new TestInstallation(server);
  const facility = await makeFacility(client, { title: 'Wind River', latitude: 43.0249, longitude: -108.3801 });
  facilityId = facility.id;
  const other = await makeFacility(client, { title: 'Elsewhere' });
  const system = await makeCyberSystem(client, { facilityId });
  const foreign = await makeCyberSystem(client, { facilityId: other.id });
  const kept = await makeCyberAsset(client, { cyberSystemId: system.id, assetTitle: '=1+1, "quoted"' });
  const gone = await makeCyberAsset(client, { cyberSystemId: system.id, assetTitle: 'Gone' });
  await makeCyberAsset(client, { cyberSystemId: foreign.id, assetTitle: 'Not in scope' });
  from = await lastMoment(client);
  trust = { key: installation.key, checkpoint: (await installation.checkpoint(organization)).note };
  await client.send('PATCH', `/cyber-assets/${kept.id}`, {
    body: { firmwareVersion: 'R2' },
    headers: { 'x-change-reason': 'Work order 48117' },
  });
  await client.must.delete(`/cyber-assets/${gone.id}`);
  await makeCyberAsset(client, { cyberSystemId: system.id, assetTitle: 'New' });
  whole = await packageOf({ from, to: await lastMoment(client), facilityId });
});

const text = (name: string): string => new TextDecoder().decode(whole.get(name));
const verify = (files: ReadonlyMap<string, Uint8Array>, given: Trust = trust) =>
  verifyPackage(cryptography, files, given);

describe('An audit package', () => {
  it('has what a facility had at both moments, and what was changed between, and nothing of others', () => {
    expect(text('from/cyber-assets.csv')).toContain('Gone');
    expect(text('to/cyber-assets.csv')).not.toContain('Gone');
    expect(text('to/cyber-assets.csv')).toContain('New');
    expect(text('to/facilities.csv')).toContain('Wind River');
    expect(text('changes.csv')).toContain('Work order 48117');
    for (const [name, bytes] of whole) {
      if (!name.endsWith('.xlsx')) expect(new TextDecoder().decode(bytes), name).not.toMatch(/Not in scope|Elsewhere/);
    }
  });

  it('is green with a key and a checkpoint that the auditor has, and yellow without', () => {
    expect(verify(whole)).toMatchObject({ color: 'green' });
    const { color, findings } = verify(whole, {});
    expect(color).toBe('yellow');
    expect(findings.filter(({ isProven }) => isProven === undefined)).toHaveLength(2);
    expect(verify(whole, { key: trust.key ?? '' }).color).toBe('yellow');
  });

  it('is red when any byte of any file is changed, and when a file is missing or added', () => {
    for (const [name, bytes] of whole) {
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const changed = bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));
        expect(verify(new Map(whole).set(name, changed)).color, `${name} ${at}`).toBe('red');
      }
      const missing = new Map(whole);
      missing.delete(name);
      expect(verify(missing).color, name).toBe('red');
    }
    expect(verify(new Map(whole).set('from/more.csv', new Uint8Array())).color).toBe('red');
  });

  it('is red when the signer leaves out a content, changes a list, or shows more than the scope', async () => {
    const resigned = (changes: Readonly<Record<string, string>>) => {
      const files = new Map(whole);
      const manifest = JSON.parse(text(FILES.manifest));
      for (const [name, changed] of Object.entries(changes)) {
        const bytes = new TextEncoder().encode(changed);
        files.set(name, bytes);
        manifest.files[name] = { bytes: bytes.length, sha256: Buffer.from(cryptography.sha256(bytes)).toString('hex') };
      }
      const bytes = new TextEncoder().encode(JSON.stringify(manifest));
      const hash = Buffer.from(cryptography.sha256(bytes)).toString('base64');
      files.set(FILES.manifest, bytes);
      return files.set(
        FILES.signature,
        new TextEncoder().encode(installation.note(`raptor-comply audit package v1\n${hash}\n`)),
      );
    };
    expect(verify(resigned({})).color).toBe('green');
    const contents = text(FILES.contents);
    const problems = [
      { [FILES.contents]: contents.slice(contents.indexOf('\n') + 1) },
      { [FILES.contents]: contents.replace('Wind River', 'Wind Rivers') },
      { 'to/cyber-assets.csv': text('to/cyber-assets.csv').replace(/.*New.*\r\n/, '') },
      { 'to/more.csv': csvOf({ columns: ['a'], rows: [] }) },
      { [FILES.envelopes]: text(FILES.envelopes).replace('"actor"', '"author"') },
    ].map((changes) => verify(resigned(changes)).findings.at(-1)?.text);
    expect(problems).toEqual([
      expect.stringMatching(/^The content of entry \d+ is missing\.$/),
      expect.stringMatching(/^The content of entry \d+ is not what the log has\.$/),
      'The list to/cyber-assets.csv is not what the log says.',
      'The list to/more.csv does not follow from the log.',
      'The entries of the log are not those of the checkpoint.',
    ]);
  });

  it.each<[string, (note: string) => string]>([
    ['in one line', (note) => note.replace(/\n+/g, ' ')],
    ['without its empty line', (note) => note.replace('\n\n', '\n')],
    ['with spaces at the ends of its lines', (note) => note.replaceAll('\n', '  \n')],
    ['from a reply to an e-mail', (note) => note.replace(/^/gm, '> ')],
    ['with lines broken', (note) => note.replace(/(.{60})(?=\S)/g, '$1\n')],
    ['with the line ends of Windows', (note) => note.replaceAll('\n', '\r\n')],
  ])('is green with a checkpoint that was pasted %s', (_, pasted) => {
    expect(verify(whole, { ...trust, checkpoint: pasted(trust.checkpoint ?? '') }).color).toBe('green');
  });

  it('is green with the key and the checkpoint in each other’s place, and with a key that was broken or given as its hash', () => {
    expect(verify(whole, { key: trust.checkpoint ?? '', checkpoint: trust.key ?? '' }).color).toBe('green');
    expect(verify(whole, { checkpoint: trust.key ?? '' }).findings.map(({ text }) => text)).toContain(
      'The package is signed with the key that you know.',
    );
    expect(verify(whole, { ...trust, key: `> ${trust.key?.slice(0, 30)}\n> ${trust.key?.slice(30)}` }).color).toBe(
      'green',
    );
    const hash = createHash('sha256')
      .update(trust.key?.trim() ?? '')
      .digest('hex')
      .toUpperCase();
    expect(verify(whole, { ...trust, key: hash.replace(/(..)(?=.)/g, '$1:') }).color).toBe('green');
  });

  it.each([
    ['a checkpoint', { checkpoint: 'no checkpoint' }],
    ['a checkpoint', { checkpoint: 'raptor-comply.example/log\n12\n' }],
    ['the key of the installation', { key: 'no key' }],
    ['the key of a witness', { witness: 'no key' }],
  ])('is yellow, and not red, when what was entered as %s cannot be read', (what, entered) => {
    const { color, findings } = verify(whole, { ...trust, ...entered });
    expect(color).toBe('yellow');
    expect(findings.map(({ text }) => text).join()).toMatch(
      new RegExp(`What you entered as ${what} (cannot be read|is no such key)`),
    );
  });

  it('is not green when the key of the installation is given as a witness, too', () => {
    const { color, findings } = verify(whole, { key: trust.key ?? '', witness: trust.key ?? '' });
    expect([color, findings.map(({ text }) => text).join()]).toEqual([
      'yellow',
      expect.stringContaining('a witness is no such key'),
    ]);
  });

  it('is yellow when a letter of the checkpoint was lost on the way', () => {
    const note = trust.checkpoint ?? '';
    const at = note.length - 12;
    const changed = note.slice(0, at) + (note[at] === 'A' ? 'B' : 'A') + note.slice(at + 1);
    const { color, findings } = verify(whole, { ...trust, checkpoint: changed });
    expect([color, findings.map(({ text }) => text).join()]).toEqual([
      'yellow',
      expect.stringContaining('not what the key in this package signed'),
    ]);
  });

  it('is red when the auditor knows another key, another checkpoint, or a witness that did not cosign', () => {
    const other = newSigner(ORIGIN);
    const witness = newSigner('witness.example', 0x04);
    expect(verify(whole, { ...trust, key: formatVerifierKey(other.key) }).color).toBe('red');
    expect(verify(whole, { ...trust, key: 'ab'.repeat(32) }).color).toBe('red');
    expect(verify(whole, { ...trust, witness: formatVerifierKey(witness.key) }).color).toBe('red');
    const rewritten = installation.note(checkpointText({ origin: ORIGIN, size: 3, root: new Uint8Array(32) }));
    expect(verify(whole, { ...trust, checkpoint: rewritten }).findings.at(-1)?.text).toContain('was rewritten');
    const longer = installation.note(checkpointText({ origin: ORIGIN, size: 9999, root: new Uint8Array(32) }));
    expect(verify(whole, { ...trust, checkpoint: longer }).findings.at(-1)?.text).toContain('is shorter');
  });

  it('of the whole organization has every record', async () => {
    const files = await packageOf({ from, to: await lastMoment(client), facilityId: null });
    expect(new TextDecoder().decode(files.get('to/facilities.csv'))).toContain('Elsewhere');
    expect(verify(files).color).toBe('green');
  });
});
