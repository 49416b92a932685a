import { createHash } from 'node:crypto';
import type { ApiReferenceConfiguration } from '@scalar/fastify-api-reference';
import fastify from 'fastify';

export interface Reference {
  readonly page: string;
  readonly contentSecurityPolicy: string;
  readonly script: Buffer;
  readonly scriptEtag: string;
}

/** The console's light and dark colors, and system fonts. */
const THEME = `
.light-mode { color-scheme: light; }
.dark-mode { color-scheme: dark; }
.light-mode, .dark-mode {
  --scalar-font: ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --scalar-font-code: ui-monospace, 'SF Mono', Menlo, Consolas, monospace;
  --scalar-radius: 4px;
  --scalar-radius-lg: 8px;
  --scalar-background-1: light-dark(oklch(1 0 0), oklch(0.208 0.013 255));
  --scalar-background-2: light-dark(oklch(0.965 0.004 250), oklch(0.175 0.012 255));
  --scalar-background-3: light-dark(oklch(0.915 0.006 250), oklch(0.285 0.014 255));
  --scalar-background-accent: light-dark(oklch(0.955 0.02 256), oklch(0.27 0.045 256));
  --scalar-border-color: light-dark(oklch(0.915 0.006 250), oklch(0.285 0.014 255));
  --scalar-color-1: light-dark(oklch(0.25 0.022 255), oklch(0.93 0.008 255));
  --scalar-color-2: light-dark(oklch(0.46 0.02 255), oklch(0.75 0.013 255));
  --scalar-color-3: light-dark(oklch(0.54 0.018 255), oklch(0.66 0.014 255));
  --scalar-color-accent: light-dark(oklch(0.46 0.15 256), oklch(0.76 0.115 256));
  --scalar-link-color: var(--scalar-color-accent);
  --scalar-color-green: light-dark(oklch(0.5 0.12 155), oklch(0.76 0.12 155));
  --scalar-color-red: light-dark(oklch(0.54 0.19 25), oklch(0.73 0.15 25));
  --scalar-color-yellow: light-dark(oklch(0.56 0.13 62), oklch(0.79 0.125 75));
  --scalar-color-orange: light-dark(oklch(0.56 0.13 62), oklch(0.79 0.125 75));
  --scalar-color-blue: light-dark(oklch(0.46 0.15 256), oklch(0.76 0.115 256));
  --scalar-color-purple: light-dark(oklch(0.47 0.13 300), oklch(0.76 0.115 300));
  --scalar-button-1: light-dark(oklch(0.5 0.15 256), oklch(0.6 0.15 256));
  --scalar-button-1-hover: light-dark(oklch(0.46 0.15 256), oklch(0.55 0.15 256));
  --scalar-button-1-color: light-dark(oklch(1 0 0), oklch(0.99 0 0));
  --scalar-sidebar-background-1: light-dark(oklch(0.982 0.003 250), oklch(0.175 0.012 255));
  --scalar-sidebar-item-active-background: var(--scalar-background-accent);
  --scalar-sidebar-color-active: var(--scalar-color-accent);
  --scalar-sidebar-item-hover-background: var(--scalar-background-3);
}`;

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
  customCss: THEME,
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
