import { notFound } from '../base/errors.ts';
import type { App, AppOptions } from './app.ts';
import { countFailure, countRequest } from './authentication.ts';
import { contentEtag, matchingEtag } from './conditional-requests.ts';

export interface Calendar {
  readonly organizationId: string;
  /** iCalendar (RFC 5545). */
  content(): Promise<string>;
}

/**
 * Adds the address that calendar programs subscribe to. They send no header, so the secret is in the path, which no log has. An unknown,
 * revoked, or disabled token is a 404, and counts like a failed authentication.
 */
export function addCalendarRoute(
  { server, concurrency }: App,
  limits: Pick<AppOptions, 'limiter' | 'rateLimit'>,
  find: (token: string) => Promise<Calendar | undefined>,
): void {
  server.get<{ Params: { token: string } }>('/calendar/:token.ics', async (request, reply) => {
    const calendar = await find(request.params.token);
    if (calendar === undefined) {
      await countFailure(limits.limiter, request.ip);
      throw notFound('calendar');
    }
    reply.headers(await countRequest(limits, calendar));
    const content = await concurrency.run(calendar.organizationId, calendar.content);
    const etag = contentEtag(content);
    const known = matchingEtag(request.headers['if-none-match'], etag);
    reply.header('etag', known ?? etag);
    if (known !== undefined) return reply.code(304).send();
    reply.header('content-disposition', 'inline; filename="tasks.ics"');
    return reply.type('text/calendar; charset=utf-8').send(content);
  });
}
