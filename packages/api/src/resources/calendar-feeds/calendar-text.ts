import { parseCadence } from '@raptor-comply/clocks';

export interface CalendarTask {
  readonly id: string;
  readonly title: string;
  readonly requirementPart: string | null;
  readonly cadence: string | null;
  readonly dueDate: string;
  readonly hardDue: string;
  readonly dueReason: string;
  readonly isOverdue: boolean;
  readonly updatedAt: string;
}

// iCalendar (RFC 5545): lines that end in CRLF, folded at 75 octets.

const MAX_OCTETS = 75;

/** TEXT: no control characters but the escaped line break. */
const escapeText = (text: string): string =>
  text
    .replace(/[\\;,]/g, '\\$&')
    .replace(/\r\n?|[\n\u2028\u2029]/g, '\\n')
    .replace(/\p{Cc}/gu, '');

/** A continuation line begins with a space. A character is never split. */
function fold(line: string): string {
  const octetsOfLine = Buffer.byteLength(line);
  if (octetsOfLine <= MAX_OCTETS) return line;
  // Most lines are ASCII, which is folded faster: other requests wait while a long calendar is written.
  if (octetsOfLine === line.length) {
    let folded = line.slice(0, MAX_OCTETS);
    for (let at = MAX_OCTETS; at < line.length; at += MAX_OCTETS - 1)
      folded += `\r\n ${line.slice(at, at + MAX_OCTETS - 1)}`;
    return folded;
  }
  let folded = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > MAX_OCTETS) {
      folded += '\r\n ';
      octets = 1;
    }
    folded += character;
    octets += size;
  }
  return folded;
}

/** `20261231T140500Z` */
const utc = (moment: string): string => `${new Date(moment).toISOString().slice(0, 19).replace(/[:-]/g, '')}Z`;
const basicDate = (date: string): string => date.replaceAll('-', '');
const dayAfter = (date: string): string => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10);

/** The moment of a deadline in hours or minutes, and else the whole day. */
const times = ({ cadence, dueDate, hardDue }: CalendarTask): string[] =>
  cadence !== null && parseCadence(cadence).kind === 'minutes-after'
    ? [`DTSTART:${utc(hardDue)}`]
    : [`DTSTART;VALUE=DATE:${basicDate(dueDate)}`, `DTEND;VALUE=DATE:${basicDate(dayAfter(dueDate))}`];

function event(task: CalendarTask): string[] {
  const { id, title, requirementPart, hardDue, dueReason, isOverdue, updatedAt } = task;
  const description = [
    ...(requirementPart === null ? [] : [`Requirement: ${requirementPart}`]),
    `Hard date: ${hardDue}`,
    `Why: ${dueReason}`,
  ];
  return [
    'BEGIN:VEVENT',
    `UID:${id}@raptor-comply`,
    // Not the time of the request: the same tasks have the same bytes.
    `DTSTAMP:${utc(updatedAt)}`,
    `LAST-MODIFIED:${utc(updatedAt)}`,
    ...times(task),
    `SUMMARY:${escapeText(isOverdue ? `Overdue: ${title}` : title)}`,
    `DESCRIPTION:${escapeText(description.join('\n'))}`,
    // Shows nobody as busy.
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
}

/** A calendar with an event for each task, on its planned date. No alarms: reminders go out by mail. */
export function calendarText(name: string, tasks: readonly CalendarTask[]): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Raptor Comply//Tasks//EN',
    'CALSCALE:GREGORIAN',
    `NAME:${escapeText(name)}`,
    `X-WR-CALNAME:${escapeText(name)}`,
    'REFRESH-INTERVAL;VALUE=DURATION:PT1H',
    'X-PUBLISHED-TTL:PT1H',
    ...tasks.flatMap(event),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}
