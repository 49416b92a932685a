import type { Logger } from 'pino';
import type { Database } from '../kernel/database/database.ts';
import type { SendMail } from '../kernel/jobs/mail.ts';
import { SEND_REMINDERS, VERIFY_ACTIVITY } from '../kernel/jobs/outbox.ts';
import { verifyActivity } from '../kernel/jobs/verifications.ts';
import type { JobHandlers } from '../kernel/jobs/worker.ts';
import { sendReminders } from './reminders/send-reminders.ts';

/** The handlers of the worker, by kind of job. */
export const jobHandlers = (database: Database, log: Logger): JobHandlers => ({
  [VERIFY_ACTIVITY]: verifyActivity(database, log),
});

/** The handlers of the worker that sends mail. It is another one: a mail server that does not respond delays no other jobs. */
export const mailHandlers = (database: Database, sendMail: SendMail): JobHandlers => ({
  [SEND_REMINDERS]: sendReminders(database, sendMail),
});
