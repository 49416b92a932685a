import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ApiReferenceConfiguration } from '@scalar/fastify-api-reference';
import fastify from 'fastify';

export interface Reference {
  readonly page: string;
  readonly contentSecurityPolicy: string;
  readonly script: Buffer;
  readonly scriptEtag: string;
}

/** A placeholder that is replaced with an expression: only the browser knows whether a gateway adds a path prefix. */
const SERVER_URL = '{server}';

/** URLs are relative to /docs, so they work under a prefix. Nothing is requested from another server. */
const configuration: Partial<ApiReferenceConfiguration> = {
  cdn: 'docs/scalar.js',
  url: 'openapi.json',
  servers: [{ url: SERVER_URL }],
  pageTitle: 'Raptor Comply, open: API reference',
  favicon: 'data:,',
  theme: 'none',
  customCss: readFileSync(new URL('../../../reference.css', import.meta.url), 'utf8'),
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

/** Renders the reference. Call it on first use: loading the library takes 150 ms and 15 MB. */
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
    scriptEtag: `"${sha256(script.rawPayload)}"`,
  };
}
