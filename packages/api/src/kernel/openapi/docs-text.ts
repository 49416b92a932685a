/** Text into HTML; everything is escaped on its way. */

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

export const anchor = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

/** `code` and **strong**; nothing else has a meaning. */
export const inline = (text: string): string =>
  text
    .split('`')
    .map((part, index) =>
      index % 2 === 1
        ? `<code>${escapeHtml(part)}</code>`
        : escapeHtml(part).replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>'),
    )
    .join('');

/** The headings of a Markdown text. */
export const headings = (markdown: string): string[] =>
  [...markdown.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);

const CAPTIONS: Readonly<Record<string, string>> = { sh: 'Shell', json: 'JSON', http: 'Header' };

/** The Markdown that the guide uses: headings, paragraphs, lists and code blocks, with an empty line between them. */
export const markdownHtml = (markdown: string): string =>
  markdown
    .split(/^```(\w*)\n([\s\S]*?)\n```$/m)
    .flatMap((part, index, parts) => {
      if (index % 3 === 0) return part.split(/\n{2,}/).map((text) => block(text.trim()));
      return index % 3 === 2 ? [codeBlock(part, parts[index - 1] ?? '', CAPTIONS[parts[index - 1] ?? ''])] : [];
    })
    .join('\n');

function block(text: string): string {
  if (text === '') return '';
  if (text.startsWith('## ')) {
    const heading = text.slice(3);
    return `<h2 id="${anchor(heading)}"><a href="#${anchor(heading)}">${inline(heading)}</a></h2>`;
  }
  if (text.startsWith('- ')) {
    const items = text.slice(2).split(/\n- /);
    return `<ul>${items.map((item) => `<li>${inline(item.replace(/\n\s*/g, ' '))}</li>`).join('')}</ul>`;
  }
  return `<p>${inline(text.replaceAll('\n', ' '))}</p>`;
}

/** Code with its caption; the button appears when the page can copy. */
export const codeBlock = (code: string, language: string, caption = ''): string =>
  `<figure class="code"><figcaption><span>${escapeHtml(caption)}</span>` +
  `<button type="button" class="copy" hidden>Copy</button></figcaption>` +
  `<pre tabindex="0"><code>${language === 'json' ? jsonHtml(code) : escapeHtml(code)}</code></pre></figure>`;

const JSON_TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?)/g;

function jsonHtml(json: string): string {
  let end = 0;
  let html = '';
  for (const match of json.matchAll(JSON_TOKEN)) {
    const [token, string, colon] = match;
    html += escapeHtml(json.slice(end, match.index));
    const kind = string === undefined ? 'n' : colon === undefined ? 's' : 'k';
    html += `<span class="${kind}">${escapeHtml(string ?? token)}</span>${escapeHtml(colon ?? '')}`;
    end = match.index + token.length;
  }
  return html + escapeHtml(json.slice(end));
}
