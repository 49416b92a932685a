export { type Cadence, parseCadence } from './cadence.ts';
export { type Changes, changesOf } from './changes.ts';
export { type Circumstances, type Due, due, type Rule, type State } from './due.ts';
export { nextScheduled, type Recurrence } from './recurrence.ts';
export { nextTrigger, type Settings, type Trigger } from './span.ts';
export { type AdoptedOn, firstDay, type StandardVersion, versionInForce } from './versions.ts';
