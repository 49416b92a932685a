import type { Selection } from './scope.ts';

/** `manifest.json`: what a package has. It is signed, so no file can be changed, added, or removed. */
export interface Manifest extends Selection {
  readonly format: 'raptor-comply-audit-package';
  readonly version: 1;
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  /** RFC 3339. */
  readonly createdAt: string;
  /** The number of entries in the log, all of whose envelopes are in the package. */
  readonly size: number;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

export const FILES = {
  manifest: 'manifest.json',
  /** A signed note (c2sp.org/signed-note) over the manifest's hash. */
  signature: 'manifest.note',
  /** The signed checkpoint of the log (c2sp.org/tlog-checkpoint), with the cosignatures of witnesses. */
  checkpoint: 'checkpoint.note',
  /** The verifier key of the installation. */
  key: 'key.txt',
  /** One envelope per line, in the order of the log. */
  envelopes: 'envelopes.ndjson',
  /** One content per line, of the entries in scope. */
  contents: 'contents.ndjson',
} as const;

/** The text that the installation signs. Its first line cannot be the origin of a checkpoint. */
export const manifestText = (sha256: string): string => `raptor-comply audit package v1\n${sha256}\n`;
