import { createTransport } from 'nodemailer';

export interface MailAddress {
  readonly name: string;
  readonly address: string;
}

export interface Mail {
  /** The same in every attempt: mail systems drop a second mail with the same Message-ID. */
  readonly id: string;
  readonly to: MailAddress;
  readonly subject: string;
  readonly text: string;
}

/** Sends a mail. Throws MailError, unless the mail server took it. */
export type SendMail = (mail: Mail, signal: AbortSignal) => Promise<void>;

/** The mail server did not take a mail. No address and no text of the server, which may quote one: errors are logged. */
class MailError extends Error {
  override readonly name = 'MailError';
  readonly code: string;

  constructor(cause: unknown) {
    const { code = 'unknown', responseCode = '' } = cause as { code?: unknown; responseCode?: unknown };
    super('The mail server did not take a mail');
    this.code = `${code} ${responseCode}`.trim();
  }
}

/** Less than the claim of a job: no other worker starts while a mail is under way. */
const LONGEST_MS = 20_000;
const CONNECT_MS = 10_000;

/** Text that is one line in a header. */
const line = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');

interface MailSettings {
  /** Such as `smtps://user:password@mail.example.com`. */
  readonly url: string;
  readonly from: MailAddress;
}

/** Returns a function that sends mails over SMTP. */
export function openMail({ url, from }: MailSettings, report: (result: 'sent' | 'failed') => void): SendMail {
  const transport = createTransport({
    // A password is sent only over TLS.
    requireTLS: new URL(url).username !== '',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    // Its parameters come last, so that they can change the above.
    url,
  });
  const domain = from.address.replace(/^.*@/, '');
  return async ({ id, to, subject, text }, signal) => {
    try {
      await transport.sendMail({
        messageId: `<${id}@${domain}>`,
        from,
        to: { name: line(to.name), address: to.address },
        subject: line(subject),
        text,
        // No out-of-office replies (RFC 3834).
        headers: { 'Auto-Submitted': 'auto-generated' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]),
      });
    } catch (error) {
      report('failed');
      throw new MailError(error);
    }
    report('sent');
  };
}
