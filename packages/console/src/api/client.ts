import { RaptorComply } from '@raptor-comply/sdk';

/** The console's own folder, `/console/` below any prefix: the page's base says where it is. */
const consoleUrl = new URL('.', document.baseURI);

export const basePath = consoleUrl.pathname;
export const apiUrl = new URL('..', consoleUrl);

export const comply = new RaptorComply({
  auth: 'session',
  baseUrl: apiUrl,
  logger: false,
});
