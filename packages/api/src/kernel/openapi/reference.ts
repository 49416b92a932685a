import { createHash } from 'node:crypto';
import type { ApiReferenceConfiguration } from '@scalar/fastify-api-reference';
import fastify from 'fastify';
import { REFERENCE_THEME } from './reference-theme.ts';

export interface Reference {
  readonly page: string;
  readonly contentSecurityPolicy: string;
  readonly script: Buffer;
  readonly scriptTag: string;
}

/** A text in the configuration that the page replaces by an expression, as only the browser knows the prefix of a gateway. */
const SERVER_URL = '{server}';

/** URLs are relative to /docs, so that they work under a prefix. Nothing may be requested from another server. */
const configuration: Partial<ApiReferenceConfiguration> = {
  cdn: 'docs/scalar.js',
  url: 'openapi.json',
  servers: [{ url: SERVER_URL }],
  pageTitle: 'Raptor Comply, open: API reference',
  favicon: 'data:,',
  theme: 'none',
  customCss: REFERENCE_THEME,
  withDefaultFonts: false,
  telemetry: false,
  agent: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  hiddenClients: true,
  documentDownloadType: 'json',
  orderSchemaPropertiesBy: 'preserve',
  authentication: { preferredSecurityScheme: 'apiKey' },
};

const sha256 = (content: string | Buffer): string => createHash('sha256').update(content).digest('base64');

/** Renders the reference. Call it on first use: the library takes 150 ms and 15 MB to load. */
export async function renderReference(): Promise<Reference> {
  const { default: scalar } = await import('@scalar/fastify-api-reference');
  const server = fastify();
  server.register(scalar, { routePrefix: '/docs', configuration });
  const page = await server.inject('/docs/');
  const script = await server.inject('/docs/js/scalar.js');
  await server.close();
  const html = page.body
    .replace('<html>', '<html lang="en">')
    .replace(JSON.stringify(SERVER_URL), "new URL('.', location.href).href.slice(0, -1)");
  const start = html.match(/<script type="text\/javascript">([\s\S]*?)<\/script>/)?.[1] ?? '';
  return {
    page: html,
    contentSecurityPolicy: [
      "default-src 'none'",
      `script-src 'self' 'sha256-${sha256(start)}'`,
      "style-src 'unsafe-inline'",
      "img-src 'self' data:",
      "connect-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    script: script.rawPayload,
    scriptTag: `"${sha256(script.rawPayload)}"`,
  };
}
