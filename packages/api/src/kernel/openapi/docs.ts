import { type ApiDescription, describeApi, type Schema } from './docs-document.ts';
import { fieldsTable, operationHtml, operationLink } from './docs-operation.ts';
import { SCRIPT } from './docs-script.ts';
import { STYLE } from './docs-style.ts';
import { anchor, escapeHtml, headings, inline, markdownHtml } from './docs-text.ts';
import type { Json } from './schemas.ts';

const schemaHtml = ([name, schema]: readonly [string, Schema]): string =>
  `<section class="schema" id="schema-${escapeHtml(name)}" data-words="${escapeHtml([name, ...Object.keys(schema.properties ?? {})].join(' ').toLowerCase())}">` +
  `<h3><a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a></h3>${fieldsTable(name, schema)}</section>`;

const listed = (href: string, text: string): string =>
  `<li data-words="${escapeHtml(text.toLowerCase())}"><a href="#${href}"><span>${escapeHtml(text)}</span></a></li>`;

function contents({ introduction, tags, schemas }: ApiDescription): string {
  const groups = tags.map(
    ({ name, operations }) =>
      `<section><h2><a href="#${anchor(name)}">${escapeHtml(name)}</a></h2><ul>${operations.map(operationLink).join('')}</ul></section>`,
  );
  return (
    `<section><h2><a href="#introduction">Introduction</a></h2><ul>` +
    headings(introduction)
      .map((heading) => listed(anchor(heading), heading))
      .join('') +
    `</ul></section>${groups.join('')}` +
    `<section><h2><a href="#schemas">Schemas</a></h2><ul>${schemas.map(([name]) => listed(`schema-${name}`, name)).join('')}</ul></section>`
  );
}

/** The browsable reference: one page that asks for nothing else, and reads without its script. */
export function renderDocs(openapi: Json): string {
  const api = describeApi(openapi);
  const { title, version, introduction, tags, schemas } = api;
  const groups = tags.map(
    ({ name, description, operations }) =>
      `<section class="tag"><header id="${anchor(name)}"><h2><a href="#${anchor(name)}">${escapeHtml(name)}</a></h2>` +
      `<p>${inline(description)}</p></header>${operations.map((operation) => operationHtml(operation, api)).join('')}</section>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}: API reference</title>
<style>${STYLE}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the reference</a>
<nav aria-label="Contents">
<div class="brand"><a href="#introduction">${escapeHtml(title)}</a><span>API ${escapeHtml(version)}</span>
<button type="button" id="menu" aria-expanded="false" aria-controls="contents" hidden>Contents</button></div>
<div class="search" hidden><label for="search" class="unseen">Search operations and schemas</label>
<input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false"><kbd aria-hidden="true">/</kbd>
<p id="found" class="unseen" role="status"></p></div>
<div id="contents">${contents(api)}</div>
</nav>
<main id="content">
<section class="introduction" id="introduction"><h1>${escapeHtml(title)}</h1>
${markdownHtml(introduction)}</section>
${groups.join('\n')}
<section class="tag schemas"><header id="schemas"><h2><a href="#schemas">Schemas</a></h2>
<p>What requests and answers are made of.</p></header>${schemas.map(schemaHtml).join('')}</section>
<p id="nothing" hidden>Nothing matches. Try a path, a field or a permission.</p>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}
