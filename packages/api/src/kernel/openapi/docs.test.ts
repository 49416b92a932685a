import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resources } from '../../resources/all.ts';
import { guide } from '../../resources/guide.ts';
import { defineContract, json, jsonBody } from '../slice/contract.ts';
import { renderDocs } from './docs.ts';
import { renderMarkdown } from './docs-markdown.ts';
import { markdownHtml } from './docs-text.ts';
import { openApiDocument } from './document.ts';

const contracts = resources.map(({ contract }) => contract);
const operations = contracts.flatMap((contract) => Object.entries(contract));
const document = openApiDocument(contracts, '1.2.3', guide);
const html = renderDocs(document);
const markdown = renderMarkdown(document);

describe('the browsable reference', () => {
  it('has every operation and every schema, and leads every link somewhere', () => {
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [operationId] of operations) expect(ids).toContain(operationId);
    for (const name of Object.keys((document.components as { schemas: object }).schemas))
      expect(ids).toContain(`schema-${name}`);
    const targets = [...html.matchAll(/href="#([^"]*)"/g)].map(([, target]) => target);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    expect(ids.size).toBe([...html.matchAll(/ id="([^"]+)"/g)].length);
  });

  it('asks for nothing from elsewhere', () => {
    const attributes = [...html.matchAll(/\b(?:src|href|action|srcset|data)="([^"]*)"/g)].map(
      ([, value]) => value ?? '',
    );
    expect(attributes.filter((value) => !value.startsWith('#'))).toEqual([]);
    expect(html).not.toMatch(/@import|url\(|<link|<iframe|<img|fetch\(|XMLHttpRequest|import\(/);
  });

  it('shows permission, limits, values and errors of an operation', () => {
    const article = html.slice(html.indexOf('id="createFacility"'), html.indexOf('id="getFacility"'));
    for (const words of [
      'facilities:write',
      'at most 255 characters',
      'number or numeric string',
      '0 to 1,000,000',
      '<code>québec</code>',
      '<span class="status">409</span>',
    ]) {
      expect(article).toContain(words);
    }
  });

  it('escapes whatever a contract says', () => {
    const hostile = '<script>alert(1)</script>"\'&';
    const thing = z.object({ name: z.string().describe(hostile) }).meta({ id: 'Thing', examples: [{ name: hostile }] });
    const contract = defineContract({
      createThing: {
        method: 'POST',
        path: '/things',
        tag: 'Things',
        summary: hostile,
        description: hostile,
        permission: 'things:write',
        body: jsonBody(thing),
        answer: json(thing),
      },
    });
    const page = renderDocs(openApiDocument([contract], '1', { introduction: hostile, tags: { Things: hostile } }));
    expect(page).not.toContain('<script>alert');
    expect(page.match(/<script>/g)).toHaveLength(1);
  });

  it('gives commands a shell can take: quotes in a body are kept', () => {
    const thing = z
      .object({ name: z.string() })
      .meta({ id: 'Thing', examples: [{ name: "Rancher’s $HOME `x` it's" }] });
    const contract = defineContract({
      createThing: {
        method: 'POST',
        path: '/things',
        tag: 'Things',
        summary: 'Create',
        permission: 'things:write',
        body: jsonBody(thing),
        answer: json(thing),
      },
    });
    expect(renderMarkdown(openApiDocument([contract], '1'))).toContain(`"name": "Rancher’s $HOME \`x\` it'\\''s"`);
  });
});

describe('the Markdown of the guide', () => {
  it('becomes headings, paragraphs, lists and code', () => {
    const text = 'One\nline.\n\n## A `b`\n\n- x **y**\n- z\n  more\n\n```json\n{ "a": 1 }\n\n{}\n```\n\nEnd.';
    const made = markdownHtml(text);
    expect(made).toContain('<p>One line.</p>');
    expect(made).toContain('<h2 id="a-b"><a href="#a-b">A <code>b</code></a></h2>');
    expect(made).toContain('<ul><li>x <strong>y</strong></li><li>z more</li></ul>');
    expect(made).toContain('<span class="k">&quot;a&quot;</span>: <span class="n">1</span> }\n\n{}</code>');
    expect(made).toContain('<p>End.</p>');
  });
});

describe('the Markdown reference', () => {
  it('has every operation with its permission, and a heading for every schema it links to', () => {
    for (const [operationId, { method, path }] of operations) {
      expect(markdown).toContain(`\`${method} ${path}\``);
      expect(markdown).toContain(`\`${operationId}\``);
    }
    const headings = new Set(
      [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading.toLowerCase().replaceAll(' ', '-')),
    );
    const targets = [...markdown.matchAll(/\]\(#([^)]+)\)/g)].map(([, target = '']) => target);
    expect(targets.filter((target) => !headings.has(target))).toEqual([]);
    expect(markdown).not.toContain('\r');
  });
});
