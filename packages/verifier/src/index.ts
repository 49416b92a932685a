export { canonicalJson } from '@raptor-comply/tlog';
export { type Content, contentBytes, type Envelope, type Image, imageAfter } from './entry.ts';
export { csvOf, derivedTables, type Entry, type Table } from './lists.ts';
export { FILES, type Manifest, manifestText } from './manifest.ts';
export { Scope, type Selection } from './scope.ts';
export type { Trust } from './trust.ts';
export { type Finding, type Report, verifyPackage } from './verify.ts';
