import type { Mail } from '../../kernel/jobs/mail.ts';
import { DEFAULTS } from '../organization/contract.ts';

export interface Recipient {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly organizationName: string;
  readonly timeZone: string | null;
}

export interface RemindedTask {
  readonly title: string;
  readonly requirementPart: string | null;
  readonly dueDate: string;
  readonly hardDue: string;
  readonly dueReason: string;
  readonly isOverdue: boolean;
  readonly isEscalation: boolean;
  readonly assignee: string;
}

/** More would not be read, and a mail server would refuse them. */
const MAX_TASKS = 500;

/** `2026-12-31`, or `2026-12-31 14:05 -06:00`. */
const shown = (due: string): string => due.replace(/T(\d\d:\d\d)(?::\d\d)?/, ' $1 ');

const statusOf = ({ isOverdue, hardDue }: RemindedTask): string =>
  `${isOverdue ? 'Overdue since' : 'Due'} ${shown(hardDue)}`;

function subjectOf(tasks: readonly RemindedTask[]): string {
  const [first] = tasks;
  if (first !== undefined && tasks.length === 1) return `${statusOf(first)}: ${first.title}`;
  const overdue = tasks.filter(({ isOverdue }) => isOverdue).length;
  const due = tasks.length - overdue;
  return `Tasks: ${[overdue > 0 && `${overdue} overdue`, due > 0 && `${due} due`].filter(Boolean).join(', ')}`;
}

function describe(task: RemindedTask): string {
  const { title, requirementPart, dueDate, hardDue, dueReason, isEscalation, assignee } = task;
  return [
    title,
    `  ${statusOf(task)}${dueDate === hardDue.slice(0, 10) ? '' : ` (planned for ${dueDate})`}`,
    ...(requirementPart === null ? [] : [`  Requirement: ${requirementPart}`]),
    `  Why: ${dueReason}`,
    ...(isEscalation ? [`  Assigned to: ${assignee}`] : []),
  ].join('\n');
}

/** The mail that reminds a person of tasks, in plain text. */
export function reminderMail(id: string, recipient: Recipient, tasks: readonly RemindedTask[]): Mail {
  const { email, firstName, lastName, organizationName, timeZone } = recipient;
  const name = `${firstName} ${lastName}`;
  const own = tasks.filter(({ isEscalation }) => !isEscalation);
  const escalated = tasks.filter(({ isEscalation }) => isEscalation);
  const section = (title: string, listed: readonly RemindedTask[]) =>
    listed.length === 0 ? [] : [title, ...listed.slice(0, MAX_TASKS).map(describe)];
  const more = [own, escalated].reduce((count, { length }) => count + Math.max(0, length - MAX_TASKS), 0);
  const text = [
    `${name},`,
    ...section('Your tasks:', own),
    ...section('Overdue tasks of people you manage:', escalated),
    ...(more > 0 ? [`And ${more} more.`] : []),
    `Days end in the time zone ${timeZone ?? DEFAULTS.timeZone}. This mail was sent by Raptor Comply for ${organizationName}.`,
  ].join('\n\n');
  return { id, to: { name, address: email }, subject: subjectOf(tasks), text: `${text}\n` };
}
